package source

import (
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A node is a possibly absent JSON value and its path. A source may name members
// of something that turns out not to be an object: that is reported once, when
// they are looked at.
type node struct {
	*findings
	value  value
	parent *node
	name   string
	entry  bool  // the file chose the name
	within *node // what it should be in, but which is no object; else nil
}

// member returns the named member of an object, which may be absent.
func (n *node) member(name string) *node {
	m := &node{findings: n.findings, parent: n, name: name, within: n.within}
	if n.looked != nil {
		n.looked(m)
	}
	switch n.value.kind {
	case 0:
	case jsontext.KindBeginObject:
		if m.value = n.value.members.get(name); m.value.kind == jsontext.KindNull {
			m.value = value{}
		}
	default:
		m.within = n
	}
	return m
}

// entries returns all members in byte order of their names, which the file chose.
func (n *node) entries() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		members := make([]*member, len(n.value.members.members))
		for i := range members {
			members[i] = &n.value.members.members[i]
		}
		slices.SortFunc(members, func(a, b *member) int { return strings.Compare(a.name, b.name) })
		for _, m := range members {
			if m.value.kind == 0 || m.value.kind == jsontext.KindNull {
				continue // it was removed, or counts as absent
			}
			if !yield(&node{findings: n.findings, value: m.value, parent: n, name: m.name, entry: true}) {
				return
			}
		}
	}
}

// text returns a string without the space around it. It is empty if there is
// none.
func (n *node) text() string {
	switch n.value.kind {
	case 0:
		if n.within != nil {
			n.problem(n.within.label() + " is not an object")
		}
		return ""
	case jsontext.KindString:
		return n.value.text
	}
	n.problem(n.label() + " is not a string")
	return ""
}

// has reports whether a string is there that is not empty.
func (n *node) has() bool { return n.isText() && n.value.text != "" }

// isText reports whether a string is there.
func (n *node) isText() bool { return n.value.kind == jsontext.KindString }

// isScalar reports whether a string is there that is not empty, or a number.
func (n *node) isScalar() bool { return n.has() || n.value.kind == jsontext.KindNumber }

// firstText returns the first of the named members that is a string and not
// empty, or an absent node.
func (n *node) firstText(names ...string) *node {
	for _, name := range names {
		if m := n.member(name); m.has() {
			return m
		}
	}
	return absent()
}

// absent returns a node that is not there, nor any of its members.
func absent() *node { return &node{findings: new(findings)} }

// path returns the path of a node in the file, for a warning.
func (n *node) path() string {
	name := n.name
	if name == "" {
		name = `""`
	}
	if _, rest, isURL := strings.Cut(name, "://"); isURL && strings.ContainsAny(rest, "@?") {
		name = "an entry" // it may hold a password
	}
	if n.parent == nil || n.parent.parent == nil {
		return name
	}
	return n.parent.path() + "." + name
}

// inEntry reports whether the file chose the name of the node or of what it is
// in.
func (n *node) inEntry() bool {
	return n.entry || n.parent != nil && n.parent.inEntry()
}

// label returns the path of a node for an error, which must not hold names that
// the file chose.
func (n *node) label() string {
	switch {
	case n.entry:
		return "an entry"
	case n.parent == nil:
		return "it"
	case n.inEntry():
		return n.name + " of an entry"
	}
	return n.path()
}
