package source

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// A shape says which members of an object a source looks at: for a member of
// that name and kind, whether it does, and the shape of what is inside. All
// else is skipped while the file is read, and takes no memory.
type shape func(name string, kind jsontext.Kind) (inside shape, wanted bool)

// members wants the members with these names, but nothing inside of them.
func members(names ...string) shape {
	return func(name string, _ jsontext.Kind) (shape, bool) { return nil, slices.Contains(names, name) }
}

// within wants the member with this name, and inside of it what inside wants.
func within(member string, inside shape) shape {
	return func(name string, _ jsontext.Kind) (shape, bool) { return inside, name == member }
}

// every wants every member, and inside of each what inside wants.
func every(inside shape) shape {
	return func(string, jsontext.Kind) (shape, bool) { return inside, true }
}

// either wants what the first of the shapes wants that wants a member at all.
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
