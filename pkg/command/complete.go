package command

import (
	"flag"
	"strings"
)

// Complete is the hidden subcommand that completion scripts run. Its arguments
// are the command line so far; the last one is the word under the cursor, which
// may be empty. It prints one candidate a line, the whole word, optionally with a
// tab and a description behind it. A line that starts with a colon is a directive
// to the shell: see [Files], [Directories] and the field Trailing of [Command].
const Complete = "__complete"

// The directives to the shell.
const (
	files       = ":files"
	directories = ":directories"
	commands    = ":command" // the command line of another program, after --
)

// A Completer returns candidates for a word of which typed has been typed. Those
// that don't start with it are dropped. The flags before the word are set when it
// is called.
type Completer func(typed string) []string

// Files lets the shell complete the path of a file.
func Files(string) []string { return []string{files} }

// Directories lets the shell complete the path of a directory.
func Directories(string) []string { return []string{directories} }

// OneOf returns a completer for a fixed set of values.
func OneOf(values ...string) Completer { return func(string) []string { return values } }

// A line is a command line that is being typed.
type line struct {
	*call
	awaited *flag.Flag // the flag whose value the next word is
	ended   bool       // there was an argument that is neither a flag nor a command
	answer  []byte
}

// complete answers [Complete]. There are no candidates where the words before
// the last one make no sense.
func (a *app) complete(words []string) error {
	if len(words) == 0 {
		return nil
	}
	a.addCompletion()
	l := &line{call: &call{app: a}}
	l.enter(a.root, a.root.Name)
	last := len(words) - 1
	open := true
	for _, word := range words[:last] {
		open = open && l.read(word)
	}
	if open {
		_ = l.variables() // running the command reports what is wrong
		l.finish(words[last])
	}
	return a.env.Write(l.answer)
}

// read parses a complete word. It reports whether there can be candidates for the
// words after it.
func (l *line) read(word string) bool {
	name, value, valued := strings.Cut(strings.TrimLeft(word, "-"), "=")
	switch {
	case l.awaited != nil:
		_ = l.fs.Set(l.awaited.Name, word) // running the command reports a wrong value
		l.awaited = nil
	case word == "--" && l.command.Trailing != nil:
		l.answer = append(l.answer, commands+"\n"...)
		return false
	case l.ended || word == "--":
		return false
	case strings.HasPrefix(word, "-"):
		f := l.fs.Lookup(name)
		switch {
		case f == nil:
			return false
		case valued:
			_ = l.fs.Set(name, value)
		case isBool(f):
			_ = l.fs.Set(name, "true")
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

// finish writes the candidates for the last word.
func (l *line) finish(word string) {
	name, _, valued := strings.Cut(strings.TrimLeft(word, "-"), "=")
	switch {
	case l.awaited != nil:
		l.values(l.awaited, "", word)
	case l.ended:
	case strings.HasPrefix(word, "-") && valued:
		if f := l.fs.Lookup(name); f != nil {
			written := word[:strings.Index(word, "=")+1]
			l.values(f, written, word[len(written):])
		}
	case strings.HasPrefix(word, "-"):
		l.names(word)
	default:
		for _, sub := range l.command.Commands {
			l.candidate("", sub.Name, sub.Purpose, word)
		}
		for _, sub := range l.command.extensions() {
			l.candidate("", sub.Name, "Run "+sub.Purpose, word)
		}
		if l.command.CompleteArg != nil {
			l.all(l.command.CompleteArg, "", word)
		} else if word == "" && l.command.Flags != nil {
			l.names(word)
		}
	}
}

// names writes the flags that can still be given.
func (l *line) names(word string) {
	word = "--" + strings.TrimLeft(word, "-") // one dash, or none yet, will do
	set, settings := l.settings()
	l.fs.VisitAll(func(f *flag.Flag) {
		if !set[f.Name] && l.command.clash(Setting{Name: f.Name}, settings) == "" {
			_, purpose := flag.UnquoteUsage(f)
			l.candidate("", "--"+f.Name, purpose, word)
		}
	})
	l.candidate("", "--help", "print this help", word)
	if l.command.Trailing != nil {
		l.candidate("", "--", "run the command that follows", word)
	}
}

// values writes the candidates for the value of f, of which word has been typed.
// written is the part of the word that precedes the value.
func (l *line) values(f *flag.Flag, written, word string) {
	switch {
	case isBool(f):
		l.all(OneOf("true", "false"), written, word)
	case l.command.CompleteFlag != nil:
		if completer := l.command.CompleteFlag(f.Name); completer != nil {
			l.all(completer, written, word)
		}
	}
}

func (l *line) all(completer Completer, written, word string) {
	for _, value := range completer(word) {
		if strings.HasPrefix(value, ":") {
			l.answer = append(l.answer, value+"\n"...)
		} else {
			l.candidate(written, value, "", word)
		}
	}
}

// candidate writes a candidate if it starts with word.
func (l *line) candidate(written, value, description, word string) {
	if !strings.HasPrefix(value, word) {
		return
	}
	if description != "" {
		description = "\t" + description
	}
	l.answer = append(l.answer, written+value+description+"\n"...)
}
