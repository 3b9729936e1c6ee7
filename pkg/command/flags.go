package command

import (
	"flag"
	"strconv"
	"strings"
)

// versionFlag is a flag of every root command that no variable sets: images set
// variables like AMIKA_EXTRACT_VERSION for purposes of their own.
const versionFlag = "version"

// variable returns the environment variable that sets the named flag, or "".
func (a *app) variable(flag string) string {
	if flag == versionFlag {
		return ""
	}
	return strings.ToUpper(strings.ReplaceAll(a.root.Name+"_"+flag, "-", "_"))
}

// variables sets the flags that were not typed from the environment. An empty
// variable counts as unset, and one that clashes with what was typed or means
// nothing without a flag that isn't given is ignored.
//
// ff could do this as it parses, but from the environment of the process only,
// before it is known what was typed, and repeating a wrong value in its error.
func (c *call) variables() error {
	if c.fs == nil {
		return nil
	}
	typed, settings := c.settings()
	var wrong error
	set := func(f *flag.Flag) {
		name := c.variable(f.Name)
		if wrong != nil || typed[f.Name] || name == "" {
			return
		}
		value, _ := c.env.LookupEnv(name)
		if value == "" || c.command.clash(Setting{f.Name, value}, settings) != "" || c.lacks(f.Name) {
			return
		}
		if c.fs.Set(f.Name, value) != nil {
			wrong = Usagef(wanted(f), "reading the environment: %s has a value that is not valid", name)
		}
	}
	// The flags that others need come first.
	for _, needs := range []bool{false, true} {
		if needs && len(c.command.Needs) == 0 {
			break
		}
		c.fs.VisitAll(func(f *flag.Flag) {
			if needs == (len(c.command.Needs[f.Name]) > 0) {
				set(f)
			}
		})
	}
	if wrong != nil {
		return wrong
	}
	return c.check(typed)
}

// flagError returns the error of package flag without what was typed: the
// position stands for it. The package has taken an unknown flag off the arguments,
// and leaves a malformed one.
func (c *call) flagError(err error) error {
	const prefix = "error parsing commandline arguments: " // ff's own
	text := strings.TrimPrefix(err.Error(), prefix)
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		var names []string
		c.fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
		closest := Closest(name, names)
		for i := range closest {
			closest[i] = "--" + closest[i]
		}
		advice := c.suggestion(closest)
		if f := c.fs.Lookup("format"); name == "json" && f != nil && strings.Contains(f.Usage, "json") {
			advice = "write --format json"
		} else if name == "format" && c.fs.Lookup("json") != nil {
			advice = "write --json"
		}
		return Usagef(advice, "reading the command line: unknown flag in argument %d", c.argument(c.fs.NArg()+1))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return Usagef(c.helpHint(), "reading the command line: --%s needs a value", name)
	}
	if f, why := invalid(text, c.fs); f != nil {
		return Usagef(wanted(f)+"; "+c.helpHint(), "reading the command line: --%s has a value that is not valid%s", f.Name, why)
	}
	return Usagef(c.helpHint(), "reading the command line: malformed flag in argument %d", c.argument(c.fs.NArg()))
}

// invalid returns the flag that an error about a value names, and what the
// flag itself said. The value is quoted before the flag's name, so that it can't
// be mistaken for it.
func invalid(text string, fs *flag.FlagSet) (f *flag.Flag, why string) {
	for _, kind := range []string{"invalid value ", "invalid boolean value "} {
		rest, ok := strings.CutPrefix(text, kind)
		if !ok {
			continue
		}
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			continue
		}
		rest = strings.TrimPrefix(rest[len(quoted):], " for ")
		rest = strings.TrimPrefix(rest, "flag ")
		name, reason, _ := strings.Cut(strings.TrimPrefix(rest, "-"), ": ")
		if reason != "" && reason != "parse error" { // what package flag says of its own kinds
			why = ": " + reason
		}
		return fs.Lookup(name), why
	}
	return nil, ""
}

// wanted returns the hint on the values that a flag takes.
func wanted(f *flag.Flag) string {
	if isBool(f) {
		return "--" + f.Name + " takes true or false"
	}
	placeholder, _ := flag.UnquoteUsage(f)
	return "--" + f.Name + " takes " + placeholder
}

// isBool reports whether a flag can be given without a value.
func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}
