package source

import (
	"slices"
	"time"

	"amika.dev/pkg/secret"
)

// A file is the root of a parsed file, in which a source finds credentials.
type file struct{ *node }

// findings collects what a source finds in one file.
type findings struct {
	now      time.Time // sessions that end before it have expired
	noOAuth  bool
	asked    bool // the key store was asked
	native   bool // entries of stores are of use
	all      bool // what is for the list alone is of use
	foreign  bool // the home is one that was given, whose key store can't be asked
	filePath string
	lease    *Lease // nil if none is wanted
	found    []Finding
	account  string
	problems []string    // what has the wrong type, without names that the file chose
	looked   func(*node) // in a test, called for each member that a source looks at
}

// maxFound is the number of findings that one file may have.
const maxFound = 1000

const errTooMany constError = "it holds more than 1000 credentials"

// problem records that something in the file is not what the source expects.
// Entries that are wrong in the same way make one line.
func (f *findings) problem(text string) {
	if !slices.Contains(f.problems, text) {
		f.problems = append(f.problems, text)
	}
}

// key records the API key at n, if there is one.
func (f *findings) key(provider string, n *node) { f.add(&Finding{Kind: APIKey}, provider, n) }

// session records the access token of an OAuth session, if there is one at token.
// The object in may say when the session expires.
func (f *findings) session(provider string, token, in *node) {
	f.login(&Finding{}, provider, token, in)
}

// login is session for a finding about which more is known. until are the members
// that may say when the session expires, if they aren't [expiries].
func (f *findings) login(finding *Finding, provider string, token, in *node, until ...string) {
	if f.noOAuth {
		f.notWanted(token)
		return
	}
	if token.text() == "" {
		return
	}
	finding.Kind = OAuth
	if len(until) == 0 {
		until = expiries[:]
	}
	for _, name := range until {
		n := in.member(name)
		at, err := expiry(n.value)
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

// renewable records a session that has no access token yet: its agent gets one with
// the refresh token when it runs.
func (f *findings) renewable(finding *Finding, provider string, refresh *node) {
	finding.Provider, finding.Kind, finding.Field, finding.State = provider, OAuth, refresh.path(), Expired
	f.append(finding)
}

const errNoOAuth constError = "--no-oauth leaves it out"

// notWanted records an OAuth session that is excluded.
func (f *findings) notWanted(token *node) { f.exclude(&Finding{Kind: OAuth}, token, errNoOAuth) }

// exclude records the text at n for the list alone, if there is one. Errors in it
// are ignored.
func (f *findings) exclude(finding *Finding, n *node, reason error) {
	if n.has() {
		finding.Field, finding.State, finding.Reason = n.path(), Excluded, reason
		f.append(finding)
	}
}

// kept records, for the list alone, that a setting says that a credential is in
// the system's key store.
func (f *findings) kept(setting *node, says string, finding *Finding) {
	if !f.asked && setting.value.text == says {
		finding.Kind = APIKey
		f.inStore(finding, setting)
	}
}

// inStore records, for the list alone, that a credential is in the system's key store,
// as the member at n says. A box gets none from there.
func (f *findings) inStore(finding *Finding, n *node) {
	finding.Field, finding.State, finding.Reason = n.path(), Excluded, keptIn(systemKeyring)
	if f.foreign {
		finding.Reason = errForeignStore
	}
	if f.lease != nil {
		finding.Kind, finding.Own, finding.State, finding.Reason = OAuth, true, LeftOut, errInStore
	}
	f.append(finding)
}

const errInStore constError = "it is in the system keyring, which is not read"

// leaveOut records that the text at n can't be used, if there is one.
func (f *findings) leaveOut(finding *Finding, n *node, reason error) {
	if n.text() != "" {
		finding.Field, finding.State, finding.Reason = n.path(), LeftOut, reason
		f.append(finding)
	}
}

// expiries are the members that may say when a session expires. Agents write one
// of them; if there are both, the session ends at the earlier time.
var expiries = [...]string{"expires", "expiresAt"}

// add completes a finding and records it, if there is a text at n.
func (f *findings) add(finding *Finding, provider string, n *node) {
	if n.text() == "" {
		return
	}
	finding.Field = n.path()
	finding.Ranked = n.inEntry()
	var err error
	finding.Provider, err = Canonical(provider)
	if err == nil || f.lease != nil { // a box's file has any name
		err = checkKey(n.value)
	}
	switch {
	case err != nil:
		finding.State, finding.Reason, finding.Own = LeftOut, err, finding.Own && f.lease != nil
	case !finding.Expires.IsZero() && !f.now.Before(finding.Expires):
		finding.State = Expired
	default:
		finding.Value = secret.New(n.text())
	}
	f.append(finding)
}

func (f *findings) append(finding *Finding) {
	if f.found == nil {
		f.found = make([]Finding, 0, 4)
	}
	f.found = append(f.found, *finding)
}
