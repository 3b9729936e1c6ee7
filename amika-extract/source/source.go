// Package source finds the credentials that coding agents leave on disk. Each
// agent has a file of its own, which says where that agent keeps them and what
// in there counts; [Table] puts them in order. [Discovery] reads them all at
// once, and one that can't be read never costs the others.
package source

import (
	"time"

	"amika.dev/pkg/secret"
)

// A Source is one place where credentials are kept.
type Source struct {
	Priority int    // the higher one wins when two have a credential for one provider
	ID       string // as in messages: "codex"
	OAuth    bool   // all it holds are OAuth sessions
	Files    []Location
	want     shape      // what of a file is read at all
	find     func(file) // picks the credentials out of what was read
}

// A Kind is what a credential is.
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
	Expires  time.Time     // zero if it does not expire
	State    State
	Reason   string // why it was left out
	fallback bool   // it counts only if its source has nothing better
	entry    bool   // its provider is named by the file
	// Variable is the one that an agent reads it from, if its provider does
	// not say so.
	Variable string
}

// A State says whether a finding can be used.
type State int

// The states of a finding.
const (
	Usable  State = iota
	LeftOut       // its name or value is not acceptable
	Expired
	NotWanted // it is an OAuth session, and those are left out
)

// A File is a file of a source, and what was found in it.
type File struct {
	Path     string // absolute; empty if the home directory is not known
	Missing  bool
	Findings []Finding
	Errs     []error // why it, or something in it, could not be read; never the file's own text
}

// A Report is what became of one source.
type Report struct {
	Source *Source
	Files  []File
}

// A Credential is the one that wins for its provider.
type Credential struct {
	*Finding
	Source   string // the source's ID
	Priority int    // of the source
	Path     string // of the file
}
