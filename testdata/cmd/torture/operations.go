//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var operations = []operation{
	{
		name: "refresh", program: "amika-login", args: []string{"token"},
		prepare: func(w *world) { w.login(-time.Hour) },
		check:   checkRefresh,
	},
	{
		name: "refresh in place, to a shorter file", program: "amika-login", args: []string{"token"},
		prepare: func(w *world) {
			text := w.login(-time.Hour)
			w.write(sessionFile, strings.ReplaceAll(text, ",", ",\n"+strings.Repeat(" ", 100)))
		},
		mounted: true,
		check:   checkRefresh,
	},
	{
		name: "refresh in place, to a longer file", program: "amika-login", args: []string{"token"},
		prepare: func(w *world) {
			text := w.login(-time.Hour)
			w.write(sessionFile, regexp.MustCompile(`eyJ[\w.-]+`).ReplaceAllString(text, "old"))
		},
		mounted: true,
		check:   checkRefresh,
	},
	{
		name: "login with an API key", program: "amika-login", args: []string{"--api-key-file", "key"},
		prepare: func(w *world) {
			w.write(keyFile, `{"key": "amk_old", "stored_at": "2026-01-02T03:04:05Z"}`)
			must(os.WriteFile(filepath.Join(w.dir, "key"), []byte("amk_new\n"), 0o600))
		},
		check: func(w *world, r *row, o outcome, what string) {
			got := w.run("token").stdout
			if got != "amk_new\n" && (got != "amk_old\n" || o.status == 0) {
				r.blame(lost, "%s: status %d, and the key is %q", what, o.status, got)
			}
		},
	},
	{
		name: "logout", program: "amika-login", args: []string{"logout", "--local"},
		prepare: func(w *world) {
			w.login(time.Hour)
			w.write(keyFile, `{"key": "amk_old"}`)
			w.write(pendingFile, `{"device_code": "planted"}`)
		},
		check: func(w *world, r *row, o outcome, what string) {
			if left := w.stored(); o.status == 0 && len(left) > 0 {
				r.blame(escaped, "%s: logged out, and these are left: %q", what, left)
			}
			if again := w.run("logout", "--local"); again.status != 0 || len(w.stored()) > 0 {
				r.blame(refused, "%s: a second logout: status %d, %s", what, again.status, again.stderr)
			}
		},
	},
	{
		name: "first step of a login", program: "amika-login", args: []string{"--no-wait", "--json"},
		prepare: func(w *world) { w.login(time.Hour) },
		check: func(w *world, r *row, o outcome, what string) {
			w.wantToken(r, what)
			if o.status != 0 {
				return
			}
			if !json.Valid([]byte(o.stdout)) {
				r.blame(torn, "%s: it printed %q", what, o.stdout)
			}
			if resumed := w.run("--resume", "--timeout", "30s"); resumed.status != 0 {
				r.blame(lost, "%s: can't be resumed: %s", what, resumed.stderr)
			}
		},
	},
	{
		name: "second step of a login", program: "amika-login", args: []string{"--resume", "--timeout", "30s"},
		prepare: func(w *world) {
			w.login(time.Hour)
			if o := w.run("--no-wait"); o.status != 0 {
				panic(o)
			}
		},
		check: func(w *world, r *row, _ outcome, what string) { w.wantToken(r, what) },
	},
	{
		name: "extract", program: "amika-extract",
		prepare: writeHome,
		check: func(_ *world, r *row, o outcome, what string) {
			checkLines(r, o, what, o.stdout, assignments)
		},
	},
	{
		name: "extract into GITHUB_ENV", program: "amika-extract", args: []string{"--format", "github"},
		prepare: func(w *world) {
			writeHome(w)
			w.write("github", "EARLIER=1\n")
		},
		check: func(w *world, r *row, o outcome, what string) {
			text, err := os.ReadFile(w.path("github"))
			must(err)
			added, kept := strings.CutPrefix(string(text), "EARLIER=1\n")
			if !kept || added != "" && strings.Count(added, "amika_") == 0 && len(strings.Split(added, "\n"))%3 != 1 {
				r.blame(torn, "%s: status %d, the file has %q", what, o.status, text)
			}
		},
	},
}

// checkRefresh checks that the session can still be used, with all its members,
// and that a token that was printed is good.
func checkRefresh(w *world, r *row, o outcome, what string) {
	if o.status == 0 && !w.accepted(o.stdout) {
		r.blame(torn, "%s: it printed %q", what, o.stdout)
	}
	w.wantToken(r, what)
	text, err := os.ReadFile(w.path(sessionFile))
	if err != nil || !strings.Contains(string(text), `"other"`) {
		r.blame(lost, "%s: a member of the session is gone: %v", what, err)
	}
}

// wantToken checks that there is a session that can be used.
func (w *world) wantToken(r *row, what string) {
	if o := w.run("token"); !w.accepted(o.stdout) {
		r.blame(lost, "%s: afterwards: status %d, %s", what, o.status, o.stderr)
	}
}

// stored returns which of the files that hold a secret are there.
func (w *world) stored() (names []string) {
	for _, name := range []string{sessionFile, keyFile, pendingFile} {
		if _, err := os.Lstat(w.path(name)); !errors.Is(err, fs.ErrNotExist) {
			names = append(names, name)
		}
	}
	return names
}

// assignments are what is found in the home that writeHome makes.
var assignments = []string{
	"ANTHROPIC_API_KEY='sk-ant-planted'", "CLAUDE_API_KEY='sk-ant-planted'",
	"GROQ_API_KEY='gsk-planted'", "OPENAI_API_KEY='sk-planted'", "CODEX_API_KEY='sk-planted'",
}

func writeHome(w *world) {
	for path, text := range map[string]string{
		".claude.json":                    `{"numStartups": 12, "primaryApiKey": "sk-ant-planted", "projects": {}}`,
		".codex/auth.json":                `{"auth_mode": "apikey", "OPENAI_API_KEY": "sk-planted"}`,
		".local/share/opencode/auth.json": `{"groq": {"type": "api", "key": "gsk-planted"}}`,
	} {
		path = filepath.Join(w.home, path)
		must(os.MkdirAll(filepath.Dir(path), 0o700))
		must(os.WriteFile(path, []byte(text), 0o600))
	}
}

// checkLines checks that what was printed is made of whole lines of those that
// are wanted, and of all of them if the status says so.
func checkLines(r *row, o outcome, what, printed string, wanted []string) {
	lines := strings.SplitAfter(printed, "\n")
	for _, line := range lines[:len(lines)-1] {
		if !strings.Contains("\n"+strings.Join(wanted, "\n")+"\n", "\n"+line) {
			r.blame(torn, "%s: status %d, it printed %q", what, o.status, printed)
			return
		}
	}
	if o.status == 0 && len(lines) != len(wanted)+1 {
		r.blame(lost, "%s: status 0, and it printed only %q; stderr %q", what, printed, o.stderr)
	}
}
