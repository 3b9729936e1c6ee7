package testdata

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// shown runs a program and checks that a README shows its output in a block, below
// the line "$ COMMAND": shown FILE COMMAND [ARG...].
func shown(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: shown FILE COMMAND [ARG...]")
	}
	ts.Check(ts.Exec(args[1], args[2:]...))
	command := "$ " + strings.Join(args[1:], " ")
	_, after, found := strings.Cut(readme(ts, args[0]), "\n"+command+"\n")
	if !found {
		ts.Fatalf("%s has no line %s", args[0], command)
	}
	output, _, _ := strings.Cut(after, "```\n")
	output, _, _ = strings.Cut(output, "\n$ ")
	if got, want := strings.TrimSuffix(output, "\n"), strings.TrimSuffix(ts.ReadFile("stdout"), "\n"); got != want {
		ts.Fatalf("%s shows below %s\n%s\nand it prints\n%s", args[0], command, got, want)
	}
}

// usage checks that a README has the usage of the help page on stdout: usage FILE.
func usage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: usage FILE")
	}
	_, text, _ := strings.Cut(ts.ReadFile("stdout"), "\nUsage:\n  ")
	text, _, found := strings.Cut(text, "\n\n")
	if !found {
		ts.Fatalf("there is no usage on stdout")
	}
	lines := strings.ReplaceAll(text, "\n  ", "\n") // without the indent
	if !strings.Contains(readme(ts, args[0]), "\n"+lines+"\n") {
		ts.Fatalf("%s does not have\n%s", args[0], lines)
	}
}

func readme(ts *testscript.TestScript, path string) string {
	text, err := os.ReadFile(ts.MkAbs(path))
	ts.Check(err)
	return string(text)
}
