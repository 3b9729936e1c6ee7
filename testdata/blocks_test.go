package testdata

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// pages are those whose blocks are all run or compared here. TestCommandsOfYourOwn
// does that for pkg.
var pages = []string{"README.md", "amika/README.md", "amika-extract/README.md", "amika-login/README.md", "testdata/README.md"}

// A block is a fenced block of a page. A comment right above it may say more
// about how it is run: <!-- block: NAME=VALUE... -->
//
//	shells=bash,zsh  the shells that run it; else all that are there
//	status=N         what it ends with; else 0
//	home=empty       a home directory without any file
//	interval=5s      between the polls of a login; else 1 s
//	session=yes      somebody is logged in
//	calls=NAME       a function that it defines, which returns a token
type block struct {
	page     string
	line     int // of the fence
	language string
	text     string
	settings map[string]string
}

var (
	fence   = regexp.MustCompile("^```([a-z]*)$")
	setting = regexp.MustCompile(`^<!-- block: (.*) -->$`)
)

// blocks returns the blocks of a page.
func blocks(page, text string) []block {
	var all []block
	var open *block
	settings := map[string]string{}
	for i, line := range strings.Split(text, "\n") {
		match := fence.FindStringSubmatch(line)
		switch {
		case open != nil && line == "```":
			all = append(all, *open)
			open, settings = nil, map[string]string{}
		case open != nil:
			open.text += line + "\n"
		case match != nil:
			open = &block{page: page, line: i + 1, language: match[1], settings: settings}
		case setting.MatchString(line):
			for pair := range strings.FieldsSeq(setting.FindStringSubmatch(line)[1]) {
				name, value, _ := strings.Cut(pair, "=")
				settings[name] = value
			}
		}
	}
	return all
}

// TestBlocks runs what the pages show. With UPDATE_SCRIPTS=1, what their
// commands print is written into them.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, page := range pages {
		path := filepath.Join("..", page)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		update := &edits{text: string(text)}
		t.Run(page, func(t *testing.T) {
			for _, b := range blocks(page, string(text)) {
				t.Run(fmt.Sprintf("%s:%d", b.language, b.line), func(t *testing.T) {
					t.Parallel()
					runner := runners[b.language]
					if runner == nil {
						t.Fatalf("%s:%d: nothing runs a block of %q", b.page, b.line, b.language)
					}
					runner(t, b, update)
				})
			}
		})
		if update.text != string(text) {
			if err := os.WriteFile(path, []byte(update.text), 0o666); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestCells runs the commands in the tables of the main page, but those that need
// a release. One that follows the files is ended after a moment, with 0.
func TestCells(t *testing.T) {
	t.Parallel()
	cell := regexp.MustCompile("\\| `([^`]*\\bamika(?:-[a-z]+)? [^`]*)`")
	commands := cell.FindAllStringSubmatch(page(t, "../README.md"), -1)
	if len(commands) < 10 {
		t.Fatalf("the page has %d commands in tables", len(commands))
	}
	for i, match := range commands {
		command := strings.ReplaceAll(match[1], `\|`, "|")
		if regexp.MustCompile(`[@*]|OWNER|get\.amika\.dev`).MatchString(command) {
			continue
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			b := block{page: "README.md", language: "bash", text: "mkdir -p boxes/7\n" + command + "\n", settings: map[string]string{"session": "yes"}}
			p := newSite(t, b)
			argv := []string{"bash", "-euo", "pipefail", "-c", b.text}
			if strings.Contains(command, "--follow") {
				argv = append([]string{"timeout", "--preserve-status", "--foreground", "-s", "TERM", moment()}, "bash", "-euc", strings.Replace(b.text, command, "exec "+command, 1))
			}
			if output, status := p.run(t, argv...); status != 0 {
				t.Errorf("%s: status %d:\n%s", command, status, output)
			}
		})
	}
}

// moment returns the seconds after which a program that would never end is ended. It
// must have started by then.
func moment() string {
	if emulated || raced {
		return "10"
	}
	return "4"
}

// edits are changes of a page by several tests.
type edits struct {
	mutex sync.Mutex
	text  string
}

func (e *edits) replace(old, with string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.text = strings.Replace(e.text, old, with, 1)
}

func TestBlocksOfAPage(t *testing.T) {
	t.Parallel()
	got := blocks("x.md", "a\n<!-- block: status=4 shells=bash,zsh -->\n```sh\ntrue\nfalse\n```\n```\nb\n```\n")
	if len(got) != 2 || got[0].line != 3 || got[0].language != "sh" || got[0].text != "true\nfalse\n" ||
		got[0].settings["status"] != "4" || got[0].settings["shells"] != "bash,zsh" ||
		got[1].text != "b\n" || len(got[1].settings) != 0 {
		t.Errorf("got %+v", got)
	}
}
