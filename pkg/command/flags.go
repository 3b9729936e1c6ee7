package command

import (
	"flag"
	"strconv"
	"strings"
)

// variable is the environment variable that sets the flag called name.
func variable(prefix, name string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// variables sets the flags that were not typed from the environment; an empty
// variable counts as unset. One that contradicts what was typed gives way, and
// so does one that means nothing without a flag that isn't given. ff would do
// this while it parses, but it reads the environment of the process instead of
// ours, repeats a wrong value in its error, and would take a variable like
// AMIKA_EXTRACT_VERSION, which an image sets for its own purposes, for
// --version.
func (p *program) variables(c *Command, fs *flag.FlagSet) error {
	typed := given(fs)
	var wrong error
	set := func(f *flag.Flag) {
		_, isTyped := typed[f.Name]
		if wrong != nil || isTyped || f.Name == versionFlag || c.contradicts(f.Name, typed) || c.lacks(f.Name, given(fs)) {
			return
		}
		name := variable(p.prefix(), f.Name)
		if value, _ := p.env.LookupEnv(name); value != "" && fs.Set(f.Name, value) != nil {
			wrong = Usagef(wanted(f), "reading the environment: %s has a value that is not valid", name)
		}
	}
	// First those that others need, so that it is known what is there.
	for _, needy := range []bool{false, true} {
		fs.VisitAll(func(f *flag.Flag) {
			if needy == (len(c.Needs[f.Name]) > 0) {
				set(f)
			}
		})
	}
	if wrong != nil {
		return wrong
	}
	return c.choices(fs, typed)
}

// flagError turns the error that package flag made while it parsed into one
// that does not repeat what was typed.
func flagError(err error, fs *flag.FlagSet) error {
	helpHint := "run '" + fs.Name() + " -h'"
	text := err.Error()
	const prefix = "error parsing commandline arguments: " // ff's own
	text = strings.TrimPrefix(text, prefix)
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		var names []string
		fs.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
		var closest []string
		for _, name := range Closest(name, names) {
			closest = append(closest, "--"+name)
		}
		return Usagef(suggestion(fs.Name(), closest), "reading the command line: unknown flag")
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return Usagef(helpHint, "reading the command line: --%s needs a value", name)
	}
	if f, why := invalid(text, fs); f != nil {
		return Usagef(wanted(f)+"; "+helpHint, "reading the command line: --%s has a value that is not valid%s", f.Name, why)
	}
	return Usagef(helpHint, "reading the command line: this is not how flags are written")
}

// invalid finds the flag that an error about a value is about, and what the
// flag itself said of it. The value stands quoted before the flag's name, so
// that it can't be taken for it.
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

// wanted says what a flag takes, in the words of its help.
func wanted(f *flag.Flag) string {
	if isSwitch(f) {
		return "--" + f.Name + " takes true or false"
	}
	placeholder, _ := flag.UnquoteUsage(f)
	return "--" + f.Name + " takes " + placeholder
}

// isSwitch reports whether a flag can be given without a value.
func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// suggestion is the hint that follows an unknown word.
func suggestion(path string, closest []string) string {
	if len(closest) == 0 {
		return "run '" + path + " -h'"
	}
	return "did you mean " + strings.Join(closest, " or ") + "? See '" + path + " -h'"
}
