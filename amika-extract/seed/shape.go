package seed

import "strings"

// A shape says what is copied of a JSON value. What it doesn't name is skipped
// while the file is read, and takes no memory. The zero shape copies nothing.
type shape struct {
	use     use
	members map[string]shape // of an object: those that are read, by name
	each    *shape           // of an object: all that are not in members
}

// A use is what is done with a value.
type use uint8

const (
	skip    use = iota
	whole       // copied with all that is in it, except for refresh tokens
	inside      // an object of which its shape says what is copied
	dropped     // a refresh token, read only to search for it in what is handed over
	emptied     // the same, where the agent wants the member to be there
)

// only is the shape of an object of which the members with these names are
// copied whole.
func only(names ...string) shape {
	s := shape{use: inside, members: make(map[string]shape, len(names))}
	for _, name := range names {
		s.members[name] = shape{use: whole}
	}
	return s
}

// and returns s with one more member.
func (s shape) and(name string, member shape) shape {
	s.members[name] = member
	return s
}

// of returns the shape of the member of that name.
func (s shape) of(name string) shape {
	if member, ok := s.members[name]; ok {
		return member
	}
	switch {
	case s.use == whole && isRefresh(name):
		return shape{use: dropped}
	case s.use == whole:
		return shape{use: whole}
	case s.each != nil:
		return *s.each
	}
	return shape{}
}

// isRefresh reports whether a member's name is one that agents have for a
// refresh token.
func isRefresh(name string) bool {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
	return name == "refresh" || strings.HasSuffix(name, "refreshtoken")
}
