package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/pkg/terminal"
)

// shells returns the interpreters whose scripts have no help of their own accord.
func shells() []string { return []string{"sh", "bash", "dash", "ksh", "zsh", "fish", "busybox"} }

// hasHelp reports whether an extension may know the flag -h. A shell script that
// doesn't mention it would treat it as any other argument.
func hasHelp(path string) bool {
	text := string(content(path))
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(strings.TrimPrefix(line, "#!"))
	isShell := func(word string) bool { return slices.Contains(shells(), filepath.Base(word)) }
	if !strings.HasPrefix(line, "#!") || !slices.ContainsFunc(words, isShell) {
		return true
	}
	says := func(part string) bool { return strings.Contains(text, part) }
	return says("-h") || says("help") || says("getopts")
}

// describe returns the help of an extension that has none: what it is, and the
// comment that its file starts with.
func describe(t target) string {
	text := "Run " + terminal.EscapePath(t.path) + "\n\nUsage:\n  " + name + " " + strings.TrimPrefix(t.program, prefix) + " [ARG...]\n"
	text += "\nThe program has no help of its own.\n"
	lines := strings.Split(string(content(t.path)), "\n")[1:]
	for i, line := range lines {
		comment, ok := strings.CutPrefix(line, "#")
		if !ok {
			break
		}
		if i == 0 {
			text += "\n"
		}
		text += terminal.Escape(strings.TrimPrefix(comment, " ")) + "\n"
	}
	return text
}
