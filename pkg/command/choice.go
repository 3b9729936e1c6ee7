package command

import (
	"flag"
	"slices"
	"strings"
)

// given are the flags that are set. A switch that is set to false is there, and
// asks for nothing.
func given(fs *flag.FlagSet) map[string]bool {
	asked := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { asked[f.Name] = !isSwitch(f) || f.Value.String() != "false" })
	return asked
}

// contradicts reports whether the flag called name can't go with those that are
// given.
func (c *Command) contradicts(name string, given map[string]bool) bool {
	for _, group := range c.Exclusive {
		if !slices.Contains(group, name) {
			continue
		}
		for _, other := range group {
			if other != name && given[other] {
				return true
			}
		}
	}
	return false
}

// lacks reports whether the flag called name means nothing without another
// that isn't given.
func (c *Command) lacks(name string, given map[string]bool) bool {
	needed := c.Needs[name]
	return len(needed) > 0 && !slices.ContainsFunc(needed, func(other string) bool { return given[other] })
}

// choices refuses flags that contradict each other, and those that were typed
// although they mean nothing without another.
func (c *Command) choices(fs *flag.FlagSet, typed map[string]bool) error {
	hint := "run '" + fs.Name() + " -h'"
	asked := given(fs)
	for _, group := range c.Exclusive {
		var both []string
		for _, name := range group {
			if asked[name] {
				both = append(both, "--"+name)
			}
		}
		if len(both) > 1 {
			return Usagef(hint, "reading the command line: %s can't be used together", strings.Join(both, " and "))
		}
	}
	var wrong error
	fs.VisitAll(func(f *flag.Flag) {
		if wrong == nil && typed[f.Name] && c.lacks(f.Name, asked) {
			wrong = Usagef(hint, "reading the command line: --%s goes with --%s only", f.Name, strings.Join(c.Needs[f.Name], " or --"))
		}
	})
	return wrong
}
