package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/command"
)

// TestPagesAreCurrent checks that the pages were made from the current help.
func TestPagesAreCurrent(t *testing.T) {
	t.Parallel()
	if err := run([]string{"../../.."}, compare); err != nil {
		t.Error(err)
	}
}

func TestWriteAndCompare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"amika", "amika-extract", "amika-login"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		file(name+"/README.md", "Before.\n\n```console\n$ "+name+" -h\nOld help\n```\n\nAfter.\n\n```sh\n```\n")
	}
	stale := func(path string) {
		t.Helper()
		err := run([]string{dir}, compare)
		if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, path)) || !strings.HasSuffix(err.Error(), ": run 'make docs'") {
			t.Errorf("got %v, want that %s is stale", err, path)
		}
	}
	stale("amika/amika.1")
	for range 2 { // the second time, nothing changes
		if err := run([]string{dir}, write); err != nil {
			t.Fatal(err)
		}
		if err := run([]string{dir}, compare); err != nil {
			t.Error(err)
		}
	}
	readme, err := os.ReadFile(filepath.Join(dir, "amika", "README.md"))
	if text := string(readme); err != nil || !strings.HasPrefix(text, "Before.\n\n```console\n$ amika -h\nRun the commands of Amika\n\nUsage:\n") ||
		!strings.HasSuffix(text, "127  a program is not found\n```\n\nAfter.\n\n```sh\n```\n") {
		t.Errorf("%v, the README is\n%s", err, text)
	}
	file("amika-login/amika-login.1", "stale")
	stale("amika-login/amika-login.1")
	file("amika-extract/README.md", "```console\n$ amika-extract -h\n```\n")
	stale("amika-extract/README.md")
	file("amika/README.md", "no block")
	for _, do := range []func(path, text string) error{write, compare} {
		if err := run([]string{dir}, do); err == nil || !strings.Contains(err.Error(), "there is no block with") {
			t.Errorf("no block: %v", err)
		}
	}
	if err := run(nil, write); err == nil {
		t.Error("no directory is no error")
	}
}

// hostile is a program whose help is full of what roff gives a meaning to.
func hostile() *command.Command {
	return &command.Command{
		Name: "tool-x", Purpose: `Say "\fBno\fR" to 'roff' and ~^` + "`", Usage: "[-- ARG...]\n  tool-x --raw \\(aq",
		Help: `.so /etc/passwd
'br and \n(.k. .De Morgan.

  .RS 99
    'deeper \" no comment

Files:
  .hidden-\e   what "it" is: \*(lq
  'quoted      .TP

Variables:
  A_B   \\`,
		Examples: []command.Example{{Line: `.\run 'it''s' | tool-x -\- "a  b" \
    .next`, Purpose: `run \c`}},
		Statuses: []command.Status{command.Done, command.Usage},
		Commands: []*command.Command{{Name: `a"b .c\`, Purpose: "Be\todd", Help: "Variables:\n  X  is é…\x1b"}},
	}
}

// TestHostileHelp formats the page, which must show the help unchanged.
func TestHostileHelp(t *testing.T) {
	t.Parallel()
	root := hostile()
	text := format(t, manual(root, []*command.Command{root, {Name: ".other"}}, "2026-01-02", "1.2.3"))
	for _, want := range []string{
		`tool-x - say "\fBno\fR" to 'roff' and ~^` + "`\n",
		"\n       tool-x [-- ARG...]\n       tool-x --raw \\(aq\n",
		"\n       .so /etc/passwd 'br and \\n(.k.  .De Morgan.\n",
		"\n         .RS 99\n           'deeper \\\" no comment\n",
		"\n       .hidden-\\e\n              What \"it\" is: \\*(lq.\n",
		"\n       'quoted\n              .TP.\n",
		"\n       A_B    \\\\.\n",
		"\n       Run \\c:\n         .\\run 'it''s' | tool-x -\\- \"a  b\" \\\n             .next\n",
		"\n   tool-x a\"b .c\\\n",
		"\n       Variables:\n\n       X      Is é…\uFFFD.\n",
		"\n       .other(1)\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not hold %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// format returns a page as a terminal shows it, without fonts.
func format(t *testing.T, page string) string {
	t.Helper()
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	cmd := exec.Command(groff, "-man", "-ww", "-Tutf8", "-P-cbou")
	cmd.Stdin = strings.NewReader(page)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || errs.Len() > 0 {
		t.Fatalf("%v: %s\n%s", err, &errs, page)
	}
	return out.String()
}

func TestReleased(t *testing.T) {
	t.Parallel()
	for log, want := range map[string]string{
		"":                                    "0.0.0-dev",
		"# Changelog\n\n## Unreleased\n":      "0.0.0-dev",
		"## Unreleased\n\n## 0.2.0\n## 0.1.0": "0.2.0",
		"## [1.0.0-rc.1] - 2026-01-02":        "1.0.0-rc.1",
	} {
		if got := released(log); got != want {
			t.Errorf("%q: got %s, want %s", log, got, want)
		}
	}
}

// TestDated checks that a page keeps its date as long as its text is the same.
func TestDated(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.1")
	page := func(date string) string { return ".TH X 1 " + date + " \"Amika 1\"\ntext\n" }
	if err := os.WriteFile(path, []byte(page("2026-01-02")), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := dated(path, page); got != page("2026-01-02") {
		t.Errorf("the same page gets another date: %s", got)
	}
	changed := func(date string) string { return page(date) + "more\n" }
	if got, today := dated(path, changed), time.Now().UTC().Format(time.DateOnly); got != changed(today) {
		t.Errorf("a changed page has the date %s", got)
	}
}
