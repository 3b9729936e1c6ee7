package command

import (
	"flag"
	"strings"
)

// Complete is the word that asks a program, in the place of a command, what the
// last of the words after it may become. The answer is a line for each
// candidate, which is the whole word and may be followed by a tab and a
// description. A line that begins with a colon is none: it asks the shell to
// complete something itself, see [Files], [Directories] and Runs of [Command]. No
// help tells of this: it is for the scripts that [Completion] prints.
const Complete = "__complete"

// What the shell completes itself.
const (
	files       = ":files"
	directories = ":directories"
	commands    = ":command" // the command line of another program, after --
)

// A Completer returns what a word may become, as whole words. Those that don't
// begin with what is typed of it are left out. The flags before it are set when
// it is called.
type Completer func(typed string) []string

// Files completes the path of a file.
func Files(string) []string { return []string{files} }

// Directories completes the path of a directory.
func Directories(string) []string { return []string{directories} }

// OneOf completes to one of these.
func OneOf(values ...string) Completer { return func(string) []string { return values } }

// A line is a command line that is being typed.
type line struct {
	*program
	command *Command
	path    string
	flags   *flag.FlagSet
	awaited *flag.Flag // the next word is its value
	ended   bool       // a word was typed that is neither a flag nor a command
	answer  string
}

// complete answers [Complete]. What it can't make sense of has no candidates.
func (p *program) complete(words []string) error {
	if len(words) == 0 {
		return nil
	}
	p.grow()
	l := &line{program: p}
	l.enter(p.root, p.root.Name)
	last := len(words) - 1
	open := true
	for _, word := range words[:last] {
		open = open && l.read(word)
	}
	if open {
		_ = p.variables(l.command, l.flags) // a wrong one is told of when the command is run
		l.finish(words[last])
	}
	return p.env.Write([]byte(l.answer))
}

// enter goes on with the words of c.
func (l *line) enter(c *Command, path string) {
	l.command, l.path, l.flags = c, path, l.program.flags(c, path, new(bool))
}

// read takes a word that is complete, and reports whether there are candidates
// for those after it.
func (l *line) read(word string) bool {
	name, value, valued := strings.Cut(strings.TrimLeft(word, "-"), "=")
	switch {
	case l.awaited != nil:
		_ = l.flags.Set(l.awaited.Name, word) // a wrong value is told of when the command is run
		l.awaited = nil
	case word == "--" && l.command.Runs:
		l.answer += commands + "\n"
		return false
	case l.ended || word == "--":
		return false
	case strings.HasPrefix(word, "-"):
		f := l.flags.Lookup(name)
		switch {
		case f == nil:
			return false
		case valued:
			_ = l.flags.Set(name, value)
		case isSwitch(f):
			_ = l.flags.Set(name, "true")
		default:
			l.awaited = f
		}
	default:
		sub := l.command.command(word)
		if l.ended = sub == nil; !l.ended {
			l.enter(sub, l.path+" "+word)
		}
	}
	return true
}

// finish writes what the last word may become.
func (l *line) finish(word string) {
	name, _, valued := strings.Cut(strings.TrimLeft(word, "-"), "=")
	switch {
	case l.awaited != nil:
		l.values(l.awaited, "", word)
	case l.ended:
	case strings.HasPrefix(word, "-") && valued:
		if f := l.flags.Lookup(name); f != nil {
			written := word[:strings.Index(word, "=")+1]
			l.values(f, written, word[len(written):])
		}
	case strings.HasPrefix(word, "-"):
		l.names(word)
	default:
		for _, sub := range l.command.all() {
			l.candidate("", sub.Name, sub.Purpose, word)
		}
		if l.command.Words != nil {
			l.all(l.command.Words, "", word)
		} else if word == "" && l.command.Flags != nil {
			l.names(word)
		}
	}
}

// names writes the flags that are not there yet and may be.
func (l *line) names(word string) {
	word = "--" + strings.TrimLeft(word, "-") // one dash, or none yet, will do
	set := given(l.flags)
	l.flags.VisitAll(func(f *flag.Flag) {
		if _, isSet := set[f.Name]; !isSet && !l.command.contradicts(f.Name, set) {
			_, purpose := flag.UnquoteUsage(f)
			l.candidate("", "--"+f.Name, purpose, word)
		}
	})
	l.candidate("", "--help", "print this help", word)
	if l.command.Runs {
		l.candidate("", "--", "run the command that follows", word)
	}
}

// values writes what the value of f may become, of which word is typed and
// which follows what is written.
func (l *line) values(f *flag.Flag, written, word string) {
	switch {
	case isSwitch(f):
		l.all(OneOf("true", "false"), written, word)
	case l.command.Values != nil:
		if completer := l.command.Values(f.Name); completer != nil {
			l.all(completer, written, word)
		}
	}
}

func (l *line) all(completer Completer, written, word string) {
	for _, value := range completer(word) {
		if strings.HasPrefix(value, ":") {
			l.answer += value + "\n"
		} else {
			l.candidate(written, value, "", word)
		}
	}
}

// candidate writes a candidate if what is typed of it allows it.
func (l *line) candidate(written, value, description, word string) {
	if !strings.HasPrefix(value, word) {
		return
	}
	if description != "" {
		description = "\t" + description
	}
	l.answer += written + value + description + "\n"
}
