//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var logins = []operation{
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

// stored returns which of the files hold a secret. One that can't be removed may
// have been emptied.
func (w *world) stored() (names []string) {
	for _, name := range []string{sessionFile, keyFile, pendingFile} {
		if text, _ := os.ReadFile(w.path(name)); regexp.MustCompile("authtest-|eyJ|amk_|planted").Match(text) {
			names = append(names, name)
		}
	}
	return names
}
