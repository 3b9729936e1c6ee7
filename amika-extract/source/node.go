package source

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

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
