package command

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// umbrella is the program that runs the others as its commands.
const umbrella = "amika"

// callerVariable tells a program that amika runs how amika was called. Its value
// is the process ID, which exec keeps, the name of the program, how many arguments
// of amika come before its own, and how amika was called: any other program that
// inherits it can tell that it is not meant.
const callerVariable = "AMIKA_CALLER"

// A calling describes how the running program was called.
type calling struct {
	root   *Command // of the program, once it runs
	path   string   // os.Args[0]
	caller string   // that of amika, if amika ran this program
	of     string   // the name of the program that amika ran
	before int      // how many arguments of amika come before those of that program
}

// called returns how this process was called. Its environment, which children
// inherit, is freed of the variable that says so.
func called() *calling {
	c := &calling{path: os.Args[0]}
	value, ok := os.LookupEnv(callerVariable)
	if !ok {
		return c
	}
	_ = os.Unsetenv(callerVariable)
	pid, rest, _ := strings.Cut(value, " ")
	program, rest, _ := strings.Cut(rest, " ")
	before, caller, _ := strings.Cut(rest, " ")
	mine := os.Getpid()
	if runtime.GOOS == "windows" {
		mine = os.Getppid() // amika can't be replaced there
	}
	if pid == strconv.Itoa(mine) {
		c.of, c.caller = program, caller
		c.before, _ = strconv.Atoi(before)
	}
	return c
}

// AsCaller returns environ, as NAME=VALUE, for a program that amika runs in place
// of itself as one of its commands. It lets the program name its commands as
// those of amika, and count its arguments as those of amika, of which there are
// so many before them.
func (env Env) AsCaller(environ []string, program string, before int) []string {
	if env.called == nil {
		return environ
	}
	return append(environ, callerVariable+"="+strconv.Itoa(os.Getpid())+" "+program+" "+strconv.Itoa(before)+" "+env.called.path)
}

// Typed returns text with the commands of the running program as the user can
// type them: as those of amika if amika ran it, or else by its name, with its path
// if it is not in PATH. In text they are written in either way, 'amika auth status'
// or 'amika-login status', and are recognized where a shell would read a command:
// behind a quote or a parenthesis, and at the beginning of the text or of an
// indented line.
//
// The text of errors, hints, warnings, notes and help goes through Typed.
func (env Env) Typed(text string) string {
	c := env.called
	if c == nil || c.root == nil || !strings.Contains(text, umbrella) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + len(c.path)) // as much as it most likely takes
	phrases := c.phrases()
	for i := 0; i < len(text); {
		phrase, typed := "", ""
		if strings.HasPrefix(text[i:], umbrella) && isCommandPosition(text[:i]) {
			for _, p := range phrases {
				if after, ok := strings.CutPrefix(text[i:], p[0]); ok && len(p[0]) > len(phrase) && !continues(after) {
					phrase, typed = p[0], p[1]
				}
			}
		}
		if phrase == "" { // up to where the next one may be
			end := strings.Index(text[i+1:], umbrella)
			if end < 0 {
				end = len(text) - i - 1
			}
			phrase = text[i : i+1+end]
			typed = phrase
		}
		b.WriteString(typed)
		i += len(phrase)
	}
	return b.String()
}

// phrases returns the ways in which texts write the commands of the program, each
// with how it is typed.
func (c *calling) phrases() [][2]string {
	group := umbrella + " "
	if c.root.Group != "" {
		group += c.root.Group + " "
	}
	word := c.word()
	program := c.typed(word)
	phrases := [][2]string{{c.root.Name, program}}
	if c.root.Name != umbrella {
		phrases = append(phrases, [2]string{group + c.short(), program})
	}
	for _, sub := range c.root.Commands {
		typed := c.typed(word, sub.Name)
		phrases = append(phrases, [2]string{c.root.Name + " " + sub.Name, typed})
		if c.root.Group != "" && sub.Name != Completion {
			phrases = append(phrases, [2]string{group + sub.Name, typed})
		}
	}
	return phrases
}

// short returns the name of the program as a command of amika.
func (c *calling) short() string { return strings.TrimPrefix(c.root.Name, umbrella+"-") }

// isOfAmika reports whether amika ran the program.
func (c *calling) isOfAmika() bool { return c.caller != "" && c.of == c.root.Name }

// word returns how the user can type the program, or amika if that ran it. It may
// look through PATH.
func (c *calling) word() string {
	if c.isOfAmika() {
		return spelled(umbrella, c.caller)
	}
	return spelled(c.root.Name, c.path)
}

// typed returns how the user can type a command of the program, by [calling.word]
// and the words that follow the program's name.
func (c *calling) typed(word string, words ...string) string {
	path := []string{word}
	if !c.isOfAmika() {
		return strings.Join(append(path, words...), " ")
	}
	if c.root.Group != "" {
		path = append(path, c.root.Group)
	}
	if c.root.Group == "" || len(words) == 0 || words[0] == Completion {
		path = append(path, c.short())
	}
	return strings.Join(append(path, words...), " ")
}

// argument returns the position of an argument on the command line as the user
// typed it, that of the program's own first argument being 1.
func (c *calling) argument(position int) int {
	if !c.isOfAmika() {
		return position
	}
	return c.before + position
}

// isCommandPosition reports whether a shell would read a command after before.
func isCommandPosition(before string) bool {
	trimmed := strings.TrimRight(before, " ")
	if trimmed == "" {
		return true
	}
	last := rune(trimmed[len(trimmed)-1])
	if trimmed != before {
		return strings.ContainsRune("|&;\n", last)
	}
	return strings.ContainsRune("'\"`(", last)
}

// continues reports whether after starts within a word.
func continues(after string) bool {
	return after != "" && strings.Trim(after[:1], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/") == ""
}

// spelled returns how the named program can be typed that was called by this
// path: by its name if PATH has it, or else by its absolute path.
func spelled(name, path string) string {
	base := filepath.Base(path)
	if path == "" {
		return name
	}
	if base == path {
		return terminal.Quote(strings.TrimSuffix(base, ".exe"))
	}
	if found, err := process.Look(name, os.LookupEnv); err == nil {
		file := path
		if runtime.GOOS == "windows" { // where it may be without its ending
			file, _ = process.Look(path, os.LookupEnv)
		}
		if isSame(found, file) {
			return name
		}
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return terminal.Quote(path)
}

func isSame(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
