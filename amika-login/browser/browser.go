// Package browser opens a page in the user's browser, if there is one that the
// user can see. Nothing depends on it: whoever calls it has shown the URL.
package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"amika.dev/pkg/workos"
)

// A Browser is what is known about the machine and the session. A test makes
// one of its own.
type Browser struct {
	LookupEnv func(name string) (value string, set bool)
	Environ   func() []string                    // in the form of [os.Environ]
	GOOS      string                             // as [runtime.GOOS]
	Start     func(argv, environ []string) error // starts a program and does not wait
	IsProgram func(path string) bool             // whether there is one at an absolute path
}

// System is the machine that this process runs on.
func System() Browser {
	return Browser{LookupEnv: os.LookupEnv, Environ: os.Environ, GOOS: runtime.GOOS, Start: start, IsProgram: isProgram}
}

// maxURL is the longest URL that is opened, in bytes. Some systems take no more.
const maxURL = 2000

// Open opens url and reports whether a program was started for it. It may well
// be that nobody sees a page.
//
// BROWSER says how: a command, with %s where the URL goes or at its end, or
// several to try, separated like the entries of PATH; none is never. Without
// it, the system decides if the session has a display of its own.
func (b Browser) Open(url string) bool {
	if !sane(url) {
		return false
	}
	for _, argv := range b.commands() {
		program := b.find(argv[0])
		if program == "" {
			continue
		}
		argv[0] = program
		if b.Start(withURL(argv, url), b.environ()) == nil {
			return true
		}
	}
	return false
}

// sane reports whether url is one that a login may lead to, and of a form that
// no script on the way to the browser takes for anything but one word.
func sane(url string) bool {
	if len(url) > maxURL || strings.ContainsFunc(url, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune("\"'`\\<>^{|}$", r)
	}) {
		return false
	}
	_, err := workos.ParseURL(url)
	return err == nil
}

// commands are what to try, each with the program first.
func (b Browser) commands() [][]string {
	value := strings.TrimSpace(b.env("BROWSER"))
	if value == "none" {
		return nil
	}
	if value == "" {
		if !b.graphical() {
			return nil
		}
		return b.openers()
	}
	// A path with a space in it is more likely than a program of its first half.
	if b.find(value) != "" {
		return [][]string{{value}}
	}
	var all [][]string
	for _, item := range filepath.SplitList(value) {
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

// withURL is the arguments of argv with the URL in its place.
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

// find is the absolute path of a program, or empty. Entries of PATH that are
// relative lead to whatever lies in the current directory, and are not used.
func (b Browser) find(name string) string {
	if filepath.IsAbs(name) {
		return b.program(name)
	}
	if name == "" || strings.ContainsAny(name, `/\`) {
		return ""
	}
	for _, dir := range filepath.SplitList(b.env("PATH")) {
		if filepath.IsAbs(dir) {
			if path := b.program(filepath.Join(dir, name)); path != "" {
				return path
			}
		}
	}
	return ""
}

// program is path, with the ending that Windows lets users leave out, if there
// is a program.
func (b Browser) program(path string) string {
	if b.GOOS == "windows" && filepath.Ext(path) == "" {
		path += ".exe"
	}
	if !b.IsProgram(path) {
		return ""
	}
	return path
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode().Perm()&0o111 != 0)
}

// start starts a program that has nothing of ours: no terminal, no output, no
// session whose Ctrl-C would reach it. A browser may well run for days, and an
// opener may hang.
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
