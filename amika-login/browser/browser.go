// Package browser opens a page in the user's browser, if there is one that the
// user can see. Nothing depends on it: its caller has shown the URL.
package browser

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"amika.dev/pkg/process"
)

// A Browser describes the machine and the session. A test makes its own.
type Browser struct {
	LookupEnv func(name string) (value string, set bool)
	Environ   func() []string                    // in the form of [os.Environ]
	GOOS      string                             // as [runtime.GOOS]
	Start     func(argv, environ []string) error // starts a program and does not wait
	Look      func(name string) (string, error)  // finds a program, as [process.Look]
}

// System describes the machine that this process runs on.
func System() Browser {
	look := func(name string) (string, error) { return process.Look(name, os.LookupEnv) }
	return Browser{LookupEnv: os.LookupEnv, Environ: os.Environ, GOOS: runtime.GOOS, Start: start, Look: look}
}

// maxURL is the longest URL that is opened, in bytes. Some systems take no more.
const maxURL = 2000

// ErrNoProgram means that BROWSER is set to nothing that can be started with this URL.
var ErrNoProgram = errors.New("BROWSER names no program that can open the page; set it to another command, or to none")

// Open opens url, an https URL or one on this machine, and reports whether a
// program was started for it. The user may see no page all the same. The error
// is [ErrNoProgram].
//
// BROWSER is a command, with %s where the URL goes or at its end, or several to
// try, separated like the entries of PATH; none is never. Without it, the system
// decides if the session has a display of its own.
func (b Browser) Open(url string) (opened bool, err error) {
	if !isPlain(url) {
		return false, nil
	}
	value := strings.TrimSpace(b.env("BROWSER"))
	commands := b.parse(value)
	switch {
	case value == "none":
		return false, nil
	case value == "" && !b.graphical():
		return false, nil
	case value == "":
		commands = b.openers()
	}
	for _, argv := range commands {
		program := b.find(argv[0])
		if program == "" {
			continue
		}
		argv = withURL(append([]string{program}, argv[1:]...), url)
		if b.GOOS == "windows" && process.CheckBatch(program, argv[1:]) != nil {
			continue // a server could give a URL with a command in it
		}
		if b.Start(argv, b.environ()) == nil {
			return true, nil
		}
	}
	if value != "" {
		return false, ErrNoProgram
	}
	return false, nil
}

// isPlain reports whether url has no character that a script on its way to the
// browser may take for the end of a word.
func isPlain(url string) bool {
	return len(url) <= maxURL && (strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")) &&
		!strings.ContainsFunc(url, func(r rune) bool {
			return r <= ' ' || r > '~' || strings.ContainsRune("\"'`\\<>^{|}$", r)
		})
}

// parse returns the commands in the value of BROWSER.
func (b Browser) parse(value string) [][]string {
	// A path with a space in it is more likely than a program of its first half.
	if b.find(value) != "" {
		return [][]string{{value}}
	}
	var all [][]string
	for _, item := range b.split(value) {
		if b.find(strings.TrimSpace(item)) != "" {
			all = append(all, []string{strings.TrimSpace(item)})
			continue
		}
		argv := words(item)
		// Some write a shell's ampersand, for what is done to all of them here.
		if n := len(argv); n > 1 && argv[n-1] == "&" {
			argv = argv[:n-1]
		}
		if len(argv) > 0 {
			all = append(all, argv)
		}
	}
	return all
}

// split splits a list of commands. A separator within quotes is none, and within
// an argument it is one only before a program that can be found.
func (b Browser) split(list string) []string {
	var items []string
	var quote byte // the open quote, or 0
	start, arguments := 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '\\' && filepath.Separator != '\\':
			i++
		case c == ' ' || c == '\t':
			arguments = arguments || strings.TrimSpace(list[start:i]) != ""
		case c == filepath.ListSeparator && (!arguments || b.begins(list[i+1:])):
			items = append(items, list[start:i])
			start, arguments = i+1, false
		}
	}
	return append(items, list[start:])
}

// begins reports whether a list of commands begins with a program.
func (b Browser) begins(list string) bool {
	first, _, _ := strings.Cut(list, string(filepath.ListSeparator))
	argv := words(first)
	return len(argv) > 0 && (b.find(argv[0]) != "" || b.find(strings.TrimSpace(first)) != "")
}

// withURL returns argv with the URL in its place.
func withURL(argv []string, url string) []string {
	full := []string{argv[0]}
	found := false
	for _, arg := range argv[1:] {
		found = found || strings.Contains(arg, "%s")
		full = append(full, strings.ReplaceAll(arg, "%s", url))
	}
	if !found {
		full = append(full, url)
	}
	return full
}

// words splits a command at its spaces. Quotes of both kinds and, on other
// systems than Windows, whose paths are full of them, backslashes keep a word
// together. No shell is asked, so nothing else means anything.
func words(command string) []string {
	var all []string
	var word strings.Builder
	var quote byte // the quote that is open, or 0
	begun := false
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, begun = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if begun {
				all = append(all, word.String())
			}
			word.Reset()
			begun = false
		case c == '\\' && quote != '\'' && filepath.Separator != '\\' && i+1 < len(command):
			i++
			word.WriteByte(command[i])
			begun = true
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if begun {
		all = append(all, word.String())
	}
	return all
}

// find returns the absolute path of a program, or "". A relative path depends on
// the current directory and is not used.
func (b Browser) find(name string) string {
	if name == "" || !filepath.IsAbs(name) && strings.ContainsAny(name, `/\`) {
		return ""
	}
	path, err := b.Look(name)
	if err != nil {
		return ""
	}
	return path
}

// start starts a program that shares nothing with us: no terminal, no output, no
// session whose Ctrl-C would reach it. A browser may run for days, and an opener
// may hang.
func start(argv, environ []string) error {
	cmd := exec.Cmd{Path: argv[0], Args: argv, Env: environ, SysProcAttr: detached()}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

func (b Browser) env(name string) string {
	value, _ := b.LookupEnv(name)
	return value
}
