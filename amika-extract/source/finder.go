package source

import (
	"slices"
	"time"

	"amika.dev/pkg/secret"
)

// A file is what was read of a file, for a source to find credentials in.
type file struct {
	node
	*findings
}

// findings collects what a source finds in one file.
type findings struct {
	now      time.Time
	noOAuth  bool
	native   bool
	found    []Finding
	problems []string // what has the wrong type, without the file's own names
}

// problem notes that something in the file can't be what the source expects.
// Entries of one file that are wrong in the same way make one line.
func (f *findings) problem(text string) {
	if !slices.Contains(f.problems, text) {
		f.problems = append(f.problems, text)
	}
}

// key finds an API key, if there is one at n.
func (f *findings) key(provider string, n node) {
	f.add(Finding{Kind: APIKey}, provider, n)
}

// keyFor finds an API key that an agent reads from a variable of its own.
func (f *findings) keyFor(variable, provider string, n node) {
	f.add(Finding{Kind: APIKey, Variable: variable}, provider, n)
}

// keyIf finds an API key of the form that is wanted.
func (f *findings) keyIf(wanted func(key string) bool, provider string, n node) {
	if wanted(n.text()) {
		f.key(provider, n)
	}
}

// fallbackKey finds an API key that counts only if the source has no other.
func (f *findings) fallbackKey(provider string, n node) {
	f.add(Finding{Kind: APIKey, fallback: true}, provider, n)
}

// session finds the access token of an OAuth session, if there is one at
// token. in is the object that may say when it expires.
func (f *findings) session(provider string, token, in node) {
	if f.noOAuth {
		f.notWanted(token)
		return
	}
	if token.text() == "" {
		return
	}
	finding := Finding{Kind: OAuth}
	for _, name := range expiries() {
		n := in.member(name)
		at, err := expiry(n.resolve())
		if err != nil {
			f.problem(n.label() + " " + err.Error())
			return
		}
		if finding.Expires.IsZero() || !at.IsZero() && at.Before(finding.Expires) {
			finding.Expires = at
		}
	}
	f.add(finding, provider, token)
}

// notWanted notes that there is an OAuth session, for those who wonder. What is
// wrong with one that is not wanted is no problem of anybody.
func (f *findings) notWanted(token node) {
	problems := f.problems
	if token.isText() && token.text() != "" {
		f.append(Finding{Kind: OAuth, Field: token.path(), State: NotWanted})
	}
	f.problems = problems
}

// leaveOut notes that what is at n can't be used, if there is a text.
func (f *findings) leaveOut(finding Finding, n node, reason string) {
	if n.text() != "" {
		finding.Field, finding.State, finding.Reason = n.path(), LeftOut, reason
		f.append(finding)
	}
}

// expiries are the members that say when a session expires. Agents write one
// of them; if there are both, the session is over when the first has passed.
func expiries() []string { return []string{"expires", "expiresAt"} }

// add fills in the rest of a finding, if there is a text at n.
func (f *findings) add(finding Finding, provider string, n node) {
	if n.text() == "" {
		return
	}
	finding.Field = n.path()
	finding.entry = n.inEntry()
	var reason string
	finding.Provider, reason = Canonical(provider)
	if reason == "" {
		reason = unusable(n.resolve())
	}
	switch {
	case reason != "":
		finding.Provider, finding.State, finding.Reason = "", LeftOut, reason
	case !finding.Expires.IsZero() && !f.now.Before(finding.Expires):
		finding.State = Expired
	default:
		finding.Value = secret.New(n.text())
	}
	f.append(finding)
}

func (f *findings) append(finding Finding) {
	if f.found == nil {
		f.found = make([]Finding, 0, 8)
	}
	f.found = append(f.found, finding)
}

// unusable says why a value can't be a credential, or nothing if it can.
func unusable(v value) string {
	if v.long {
		return "its value is longer than 16 KiB"
	}
	for i := range len(v.text) {
		if c := v.text[i]; c < 0x20 || c > 0x7E {
			return "its value has characters other than printable ASCII"
		}
	}
	return ""
}
