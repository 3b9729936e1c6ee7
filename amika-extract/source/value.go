package source

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// A value is what is kept of a JSON value. The zero value is an absent one.
type value struct {
	text    string // of a string, trimmed, or of a number; for a lease, of anything, as JSON
	members object // those that were kept
	kind    jsontext.Kind
	long    bool // the text was longer than maxSecret; text is its start, unless it is for a lease
}

func (v value) isEmptyObject() bool {
	return v.kind == jsontext.KindBeginObject && len(v.members.members) == 0
}

// An object is the members of a JSON object, in the order of the file.
type object struct {
	members []member
	index   map[string]int // by name, if there are many
}

type member struct {
	name  string
	value value // absent if it was removed
}

// few is the number of members up to which looking at each is cheaper than an
// index.
const few = 8

// at returns the position of the named member, or -1.
func (o *object) at(name string) int {
	if o.index != nil {
		if at, ok := o.index[name]; ok {
			return at
		}
		return -1
	}
	for i := range o.members {
		if o.members[i].name == name {
			return i
		}
	}
	return -1
}

// get returns the named member, or an absent value.
func (o *object) get(name string) value {
	if at := o.at(name); at >= 0 {
		return o.members[at].value
	}
	return value{}
}

// put adds a member, or replaces the one of that name.
func (o *object) put(name string, v *value) {
	if at := o.at(name); at >= 0 {
		o.members[at].value = *v
		return
	}
	if o.members == nil { // as many as most have: 4 page faults less than growing
		o.members = make([]member, 0, 4)
	}
	o.members = append(o.members, member{name, *v})
	switch {
	case o.index != nil:
		o.index[name] = len(o.members) - 1
	case len(o.members) > few:
		o.index = make(map[string]int, 4*few)
		for at, m := range o.members {
			o.index[m.name] = at
		}
	}
}

// remove removes the named member, if there is one.
func (o *object) remove(name string) {
	if at := o.at(name); at >= 0 {
		o.members[at].value = value{}
	}
}

// len returns the number of members, removed ones included.
func (o *object) len() int { return len(o.members) }

// A shape selects the members of an object that a source looks at: it reports
// whether a member with that name and kind is kept, and returns the shape of what
// is inside. All else is skipped while the file is read, and takes no memory.
type shape func(name string, kind jsontext.Kind) (inside shape, wanted bool)

// members selects the members with these names, but nothing inside of them.
func members(names ...string) shape {
	return func(name string, _ jsontext.Kind) (shape, bool) { return nil, slices.Contains(names, name) }
}

// within selects the named member, and inside of it what inside selects.
func within(member string, inside shape) shape {
	return func(name string, _ jsontext.Kind) (shape, bool) { return inside, name == member }
}

// session selects the named members of a session, and those that may say when it
// expires.
func session(names ...string) shape {
	return either(members(names...), members(expiries[:]...))
}

// every selects every member, and inside of each what inside selects.
func every(inside shape) shape {
	return func(string, jsontext.Kind) (shape, bool) { return inside, true }
}

// either selects what the first of the shapes selects that wants a member.
func either(shapes ...shape) shape {
	return func(name string, kind jsontext.Kind) (shape, bool) {
		for _, s := range shapes {
			if inside, wanted := s(name, kind); wanted {
				return inside, true
			}
		}
		return nil, false
	}
}

// element is what the elements of an array are called when a shape is asked for
// them.
const element = "[]"

// elements selects the elements of an array that are objects, and inside of each
// what inside selects.
func elements(inside shape) shape {
	return func(name string, kind jsontext.Kind) (shape, bool) {
		return inside, name == element && kind == jsontext.KindBeginArray
	}
}

// isList reports whether a shape selects the elements of an array.
func isList(s shape) bool {
	if s == nil {
		return false
	}
	inside, wanted := s(element, jsontext.KindBeginArray)
	return wanted && inside != nil
}
