package testdata

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"amika.dev/pkg/authtest"
	"golang.org/x/sys/unix"
)

// paint matches the sequences that set colours.
var paint = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// wide starts a program on a terminal with the given number of columns.
func wide(t *testing.T, columns uint16, variables []string, program string, args ...string) *screen {
	t.Helper()
	// The shell waits until the terminal has its size.
	cmd := exec.Command("/bin/sh", append([]string{"-c", `read go && exec "$0" "$@"`, filepath.Join(programs(t), program)}, args...)...)
	cmd.Env = environ(variables...)
	s := onTerminal(t, cmd)
	if err := unix.IoctlSetWinsize(int(s.tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		t.Fatal(err)
	}
	s.write(t, "\n")
	return s
}

// TestTerminalList checks the list of sources on terminals of several kinds and
// widths. A terminal that doesn't know its width has 80 columns.
func TestTerminalList(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	write(t, filepath.Join(home, ".claude.json"), `{`)
	write(t, filepath.Join(home, ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-planted-key"}`)
	for _, c := range []struct {
		name     string
		columns  uint16
		environ  []string
		coloured bool
	}{
		{"wide", 200, []string{"TERM=xterm"}, true},
		{"usual", 80, []string{"TERM=xterm", "NO_COLOR="}, true},
		{"narrow", 45, []string{"TERM=xterm"}, true},
		{"unknown width", 0, []string{"TERM=xterm"}, true},
		{"NO_COLOR", 80, []string{"TERM=xterm", "NO_COLOR=1"}, false},
		{"a terminal without colours", 80, []string{"TERM=dumb"}, false},
		{"a terminal without a name", 80, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := wide(t, c.columns, append(c.environ, "HOME="+home), "amika-extract", "--list")
			if status := s.wait(); status != 3 {
				t.Errorf("status %d: %q", status, s.text())
			}
			_, text, _ := strings.Cut(s.text(), "\r\n") // what was typed
			table, _, _ := strings.Cut(text, "amika-extract: ")
			if painted := strings.Contains(table, "\x1b[32mused\x1b[0m ") && strings.Contains(table, "\x1b[31munreadable\x1b[0m "); painted != c.coloured {
				t.Errorf("coloured: %t: %q", painted, table)
			}
			plain := paint.ReplaceAllString(table, "")
			if strings.Contains(plain, "\x1b") || !c.coloured && plain != table {
				t.Errorf("there is more than colours: %q", table)
			}
			columns := int(c.columns)
			if columns == 0 {
				columns = 80
			}
			for line := range strings.SplitSeq(plain, "\r\n") {
				if utf8.RuneCountInString(line) > columns {
					t.Errorf("a line is wider than %d: %q", columns, line)
				}
			}
			if got := regexp.MustCompile(`OPENAI_API_KEY,? CODEX_API_KEY`).MatchString(plain); !got && columns >= 80 {
				t.Errorf("the detail is broken up: %q", plain)
			}
			if strings.Contains(table, "planted") {
				t.Errorf("a key is shown: %q", table)
			}
		})
	}
}

// TestTerminalStatus checks the colours of the status of a good session and of an
// expired one.
func TestTerminalStatus(t *testing.T) {
	t.Parallel()
	server, url := serve(t, &authtest.Server{})
	for _, c := range []struct {
		name    string
		expires time.Duration
		environ string
		shown   string // at the start
	}{
		{"good", time.Hour, "TERM=xterm", "\x1b[32mLogged in as dev@example.com\x1b[0m\r\nSource: "},
		{"expired", -time.Hour, "TERM=xterm", "\x1b[31mLogged in, but the session of dev@example.com can't be renewed now\x1b[0m\r\nSource: "},
		{"without colours", time.Hour, "TERM=dumb", "Logged in as dev@example.com\r\nSource: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			store(t, state, server.Login(c.expires))
			s := open(t, []string{"AMIKA_STATE_DIRECTORY=" + state, "AMIKA_WORKOS_API_URL=" + url, c.environ}, "status", "--offline")
			s.wait()
			if !strings.HasPrefix(s.text(), c.shown) || strings.Contains(strings.TrimPrefix(s.text(), c.shown), "\x1b") {
				t.Errorf("it shows %q", s.text())
			}
		})
	}
}

// TestTerminalLoginNarrow logs in on a terminal that is too narrow for the waiting
// line: if the line wrapped, it would leave a part of itself behind each second.
func TestTerminalLoginNarrow(t *testing.T) {
	t.Parallel()
	server, url := serve(t, &authtest.Server{Interval: time.Second})
	s := wide(t, 20, []string{"TERM=xterm", "AMIKA_STATE_DIRECTORY=" + t.TempDir(), "AMIKA_WORKOS_API_URL=" + url}, "amika-login", "--no-browser")
	s.until(t, `\x1b\[K\d+m\d+s`)
	server.Approve()
	if status := s.wait(); status != 0 {
		t.Errorf("status %d: %q", status, s.text())
	}
	for _, line := range regexp.MustCompile(`\x1b\[K([^\r\n]+)\r\x1b`).FindAllStringSubmatch(s.text(), -1) {
		if len(line[1]) >= 20 {
			t.Errorf("a line is too wide: %q", line[1])
		}
	}
}
