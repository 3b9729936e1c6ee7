package command

import (
	"cmp"
	"flag"
	"slices"
	"strings"
)

// A Setting is a flag that was given, and its value as its [flag.Value] prints
// it. A flag made by [flag.FlagSet.Func] prints none.
type Setting struct{ Name, Value string }

// Trailing is the name of the [Setting] that stands for a command line after
// "--".
const Trailing = "--"

// Exclusive returns a function for the field Clash of [Command], by which at
// most one of the named flags can be given.
func Exclusive(names ...string) func(a, b Setting) string {
	return func(a, b Setting) string {
		if a.Name != b.Name && slices.Contains(names, a.Name) && slices.Contains(names, b.Name) {
			return "--" + a.Name + " and --" + b.Name + " can't be used together"
		}
		return ""
	}
}

// settings returns which flags were set, and those that have an effect in order
// of their names. A boolean flag set to false has none.
func (c *call) settings() (set map[string]bool, effective []Setting) {
	set = make(map[string]bool)
	c.fs.Visit(func(f *flag.Flag) {
		set[f.Name] = true
		if value := f.Value.String(); !isBool(f) || value != "false" {
			effective = append(effective, Setting{f.Name, value})
		}
	})
	if c.trailing {
		effective = append(effective, Setting{Name: Trailing})
	}
	return set, effective
}

// clash returns why s can't be used together with one of the settings, or "".
func (c *Command) clash(s Setting, settings []Setting) string {
	if c.Clash == nil {
		return ""
	}
	for _, other := range settings {
		if s.Name == other.Name {
			continue
		}
		if why := cmp.Or(c.Clash(s, other), c.Clash(other, s)); why != "" {
			return why
		}
	}
	return ""
}

// lacks reports whether the named flag means nothing, because none of the flags
// that it needs has an effect.
func (c *call) lacks(name string) bool {
	needed := c.command.Needs[name]
	if len(needed) == 0 {
		return false
	}
	_, settings := c.settings()
	for _, s := range settings {
		if slices.Contains(needed, s.Name) {
			return false
		}
	}
	return true
}

// check returns an error if flags can't be used together, or if one that was
// typed means nothing without another.
func (c *call) check(typed map[string]bool) error {
	_, settings := c.settings()
	for i, s := range settings {
		if why := c.command.clash(s, settings[i+1:]); why != "" {
			return Usagef(c.helpHint(), "reading the command line: %s", why)
		}
		if typed[s.Name] && c.lacks(s.Name) {
			return Usagef(c.helpHint(), "reading the command line: --%s goes with --%s only", s.Name, strings.Join(c.command.Needs[s.Name], " or --"))
		}
	}
	return nil
}
