// Package source finds the credentials that coding agents leave on disk. Each
// agent has a file of its own, which says where the agent keeps them and what
// counts as one; [Table] lists them in order. [Discovery] reads all of them at
// once, and a file that can't be read never costs the others.
//
// It serves the programs of this repository and is no API.
package source

import (
	"time"

	"amika.dev/pkg/secret"
)

// A Source is a kind of file in which credentials are kept.
type Source struct {
	Priority int    // the higher one wins if two have a credential for one provider
	ID       string // as in messages: "codex"
	OAuth    bool   // it holds nothing but OAuth sessions
	Native   bool   // it is of use in native mode alone
	Files    []Location
	// want returns the shape that selects the members of the file that are kept
	// while it is parsed. Whatever find looks at must be among them.
	want func() shape
	find func(file)
	// keyring returns what the agent keeps in the system's key store instead. The
	// service is empty if there is none.
	keyring func(*Discovery) Item
	// own are those of the Files in which the agent itself looks; nil for all.
	own []Location
	// lease are the members of them that a box gets, and those with refresh
	// tokens, as paths: "*" stands for any name. All that is in a member goes
	// with it.
	lease []string
	// settings are further files, of which find only tells where else credentials
	// are, or where the agent sends them. They are read for the list, and in native
	// mode if servers is set.
	settings []Location
	servers  bool
	// comments says that lines with "//" may stand before the JSON.
	comments bool
}

// Table returns all sources in order of priority, the highest first. They must not
// be changed.
func Table() []*Source { return table[:] }

// The compiler makes the table and all sources, so that they take no time when the
// program starts: for that they must be composite literals, whose functions refer to
// no local variables, and the table one of pointers. It saves a few page faults.
var table = [...]*Source{
	&claudeSettings,
	&claudeAPI,
	&claudeOAuth,
	&codex,
	&amikaEnvCache,
	&amikaKeychain,
	&amikaOAuth,
	&openCode,
	&amp,
	&ampSecrets,
	&kilo,
	&cline,
	&copilot,
	&gemini,
	&qwen,
	&pi,
	&grok,
	&kimiCode,
}

// A Kind says what a credential is.
type Kind string

// The kinds of credentials.
const (
	APIKey Kind = "api_key"
	OAuth  Kind = "oauth" // an access token of an OAuth session (RFC 6749, section 1.4)
)

// A Finding is something in a file that looks like a credential.
type Finding struct {
	Provider string // canonical, see [Canonical]; empty if it can't be used
	Field    string // the member that holds it; foreign text if the file names the provider
	Kind     Kind
	Value    secret.String // empty if it can't be used
	Expires  time.Time     // zero if it does not expire or the expiry is not known
	State    State
	Reason   error // why it can't be used, if State is [LeftOut] or [Excluded]

	// Renews says that the agent renews the session by itself.
	Renews bool
	// Plan and Account are what a login says about itself. Both are foreign
	// text. What takes long to find out is found out for the list alone.
	Plan, Account string
	// Variable is the one that the agent reads the credential from, if that
	// does not follow from the provider.
	Variable string
	// With are variables that must be given together with the credential, such
	// as the address of the server that it is for.
	With []Setting
	// Own says that the agent itself would use this finding rather than any
	// other one of its file.
	Own bool
	// Redirect is set if this is no credential, but a setting of the agent that says
	// where it sends what it has for the provider, or gets it from.
	Redirect Redirect
	// Native says that the finding is of use in native mode alone.
	Native bool
	// Tied says that the finding is for a server that no variable names, and works from
	// its own file alone.
	Tied bool
	// LastResort says that the finding counts only if no source has anything
	// else for its provider.
	LastResort bool
	// Ranked says that nothing but its name ranks the finding: the file chose
	// the names of the members.
	Ranked bool
	// Entry is what of the agent's store makes the agent use the finding
	// elsewhere: members ("name": value) as JSON, each with a comma behind it,
	// without any refresh token. It is empty unless it is wanted: in native mode for
	// agents that take such a store from a variable, and for a lease.
	Entry secret.String
}

// Expiry returns when a session ends, or the zero time if that is not known.
func (f *Finding) Expiry() time.Time {
	if f.Expires.IsZero() {
		return TokenExpiry(f.Value)
	}
	return f.Expires
}

// A Redirect says what a setting does with an agent's credentials for a provider.
type Redirect int

// What a setting may do. The zero Redirect is that of a credential.
const (
	ToServer   Redirect = iota + 1 // to a server that is not the provider's: With is its address, if that can be given
	ToReported                     // to such a server, called Account, of which only the list tells
	ToHelper                       // the agent uses the key that a command prints
	ToUnknown                      // to any server, for any provider: the settings can't be read
)

// A Setting is an environment variable that is no secret.
type Setting struct{ Name, Value string }

// A State says whether a finding can be used.
type State int

// The states of a finding.
const (
	Usable   State = iota
	LeftOut        // its name or its value is not acceptable
	Expired        // it is a session that has expired
	Excluded       // it is not meant for us, or not wanted: nobody needs a warning
)

// A File is a file of a source and what was found in it.
type File struct {
	Path      string // absolute; empty if the home directory is not known
	Absent    bool
	Settings  bool // it only tells where else credentials are
	Elsewhere bool // a variable of the agent names another place
	Findings  []Finding
	Account   string  // whose login its agent has, if it says so; foreign text
	Lease     *Lease  // nil if none was wanted, or the file could not be read
	Errs      []error // why the file or a part of it could not be read; without any text of the file
}

// A Result is what was found for one source.
type Result struct {
	Source *Source
	Files  []File
}
