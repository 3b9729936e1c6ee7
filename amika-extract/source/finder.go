package source

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
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
	if f.noOAuth || token.text() == "" {
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

// A node is a place in a file: a value, whether it is there or not, and the
// way to it. It is looked at only when it is needed, so that a source can name
// members of what turns out not to be an object: that is reported once.
type node struct {
	findings *findings
	root     value // if parent is nil
	parent   *node
	name     string
	entry    bool // the file gave it its name
}

// member is the member of an object that is called name.
func (n node) member(name string) node {
	return node{findings: n.findings, parent: &n, name: name}
}

// entries goes through all members, in byte order of their names.
func (n node) entries() iter.Seq[node] {
	return func(yield func(node) bool) {
		for _, name := range slices.Sorted(maps.Keys(n.resolve().members)) {
			entry := n.member(name)
			entry.entry = true
			if !yield(entry) {
				return
			}
		}
	}
}

// resolve returns the value that is there; null counts as absent.
func (n node) resolve() value {
	v := n.root
	if n.parent != nil {
		object := n.parent.resolve()
		if object.kind != 0 && object.kind != jsontext.KindBeginObject {
			n.findings.problem(n.parent.label() + " is not an object")
			return value{}
		}
		v = object.members[n.name]
	}
	if v.kind == jsontext.KindNull {
		return value{}
	}
	return v
}

// text returns the string that is there, trimmed; an absent one is empty.
func (n node) text() string {
	v := n.resolve()
	if v.kind != 0 && v.kind != jsontext.KindString {
		n.findings.problem(n.label() + " is not a string")
		return ""
	}
	return v.text
}

// isText reports whether a string is there.
func (n node) isText() bool { return n.resolve().kind == jsontext.KindString }

// firstText is the first of the members with these names that is a string with
// something in it, or an absent node.
func (n node) firstText(names ...string) node {
	for _, name := range names {
		if m := n.member(name); m.isText() && m.text() != "" {
			return m
		}
	}
	return node{findings: n.findings}
}

// path is the way to a node in the file, for a warning.
func (n node) path() string {
	name := n.name
	if name == "" {
		name = `""`
	}
	if n.parent == nil || n.parent.parent == nil {
		return name
	}
	return n.parent.path() + "." + name
}

// inEntry reports whether the file gave the node, or what it is in, its name.
func (n node) inEntry() bool {
	return n.entry || n.parent != nil && n.parent.inEntry()
}

// label is the way to a node for an error, which must not hold names that the
// file has chosen.
func (n node) label() string {
	switch {
	case n.entry:
		return "an entry"
	case n.parent == nil:
		return "it"
	case n.inEntry():
		return n.name + " of an entry"
	}
	return strings.TrimPrefix(n.path(), ".")
}
