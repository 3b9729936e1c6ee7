package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
)

const loggedIn = "Logged in as dev@example.com\n"

func TestLogin(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.server.ApproveAfter = 3
		start := time.Now()
		r := m.run(t.Context())
		r.want(t, command.Done, loggedIn, "This waits until you approve the login; ", "check that it shows the code:\n\n  http://127.0.0.1:1/device?user_code=WXYZ-BBBC\n  WXYZ-BBBC\n", "only if you started this login")
		if took := time.Since(start); took.Round(time.Second) != 15*time.Second {
			t.Errorf("three polls took %v", took)
		}
		if got := strings.Join(m.opened, " "); got != "http://127.0.0.1:1/device?user_code=WXYZ-BBBC" {
			t.Errorf("opened: %s", got)
		}
		m.wantStored(t, "workos-session.json")
		m.run(t.Context(), "status").want(t, command.Done,
			"Logged in as dev@example.com\nSource: "+m.dir+"/workos-session.json\nOrganization: org_01TEST\nAccess token: expires at 2000-01-01T00:05:15Z; renews itself\n")
	})
}

// Without a terminal, the first line says how not to wait, whatever there is to
// warn about.
func TestFirstLine(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		if runtime.GOOS == "windows" {
			t.Skip("there are no modes there")
		}
		if err := os.Chmod(m.dir, 0o777); err != nil {
			t.Fatal(err)
		}
		m.server.ApproveAfter = 1
		r := m.run(t.Context())
		r.want(t, command.Done, loggedIn, "warning: others can write the directory")
		if !strings.HasPrefix(r.errors, "This waits until you approve the login; ") {
			t.Errorf("stderr %q", r.errors)
		}
		m.server.Fail(authtest.Device, 0, authtest.Status(403, ""))
		if r := m.run(t.Context()); !strings.HasPrefix(r.errors, "amika-login: warning: others can write the directory") || strings.Count(r.errors, "\n") != 3 {
			t.Errorf("stderr %q", r.errors)
		}
	})
}

func TestLoginWithJSON(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.server.ApproveAfter = 1
		r := m.run(t.Context(), "--json", "--no-browser")
		if o := r.object(t); len(o) != 4 || o["result"] != "logged_in" || o["email"] != "dev@example.com" || o["org_id"] != "org_01TEST" || o["expires_at"] != "2000-01-01T00:05:05Z" {
			t.Errorf("got %v", o)
		}
		if !strings.Contains(r.errors, "WXYZ-BBBC") || len(m.opened) > 0 {
			t.Errorf("stderr %q, opened %q", r.errors, m.opened)
		}
	})
}

// However a login fails, the session before it stays.
func TestFailedLogins(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		old := m.logIn(t, time.Hour)
		go func() {
			time.Sleep(7 * time.Second)
			m.server.Deny()
		}()
		m.run(t.Context()).want(t, command.Failed, "", "denied", "hint: ")

		m.run(t.Context()).want(t, command.Failed, "", "expired", "hint: ")

		m.server.Fail(authtest.Device, 0, authtest.Status(503, ""))
		m.run(t.Context()).want(t, command.Failed, "", "amika-login: logging in: 127.0.0.1:1: ")

		m.run(t.Context(), "token").want(t, command.Done, old.AccessToken+"\n")
		m.wantStored(t, "workos-session.json")
	})
}

func TestInterruptedLogin(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			time.Sleep(12 * time.Second)
			cancel(&command.Error{Status: command.Interrupted})
		}()
		r := m.run(ctx)
		if r.status != command.Interrupted || r.out != "" || strings.Contains(r.errors, "amika-login:") {
			t.Errorf("got %+v", r)
		}
		m.wantStored(t)
	})
}

// A request that fails while it is waited costs a warning, once.
func TestTroubleOnTheWay(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.server.ApproveAfter = 1
		m.server.Fail(authtest.Poll, 1, authtest.Drop())
		m.server.Fail(authtest.Poll, 2, authtest.Drop())
		r := m.run(t.Context())
		r.want(t, command.Done, loggedIn, "warning: ", "; trying again\n")
		if n := strings.Count(r.errors, "warning: "); n != 1 {
			t.Errorf("%d warnings: %s", n, r.errors)
		}
	})
}

// What can't be saved is found out before the user is asked for anything.
func TestLoginThatCannotBeSaved(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		if err := os.MkdirAll(filepath.Join(m.dir, "workos-session.json", "full"), 0o700); err != nil {
			t.Fatal(err)
		}
		m.run(t.Context()).want(t, command.Failed, "", "amika-login: logging in: writing ", "not a regular file")
		if n := len(m.server.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
	})
}

func TestOutrankedLogin(t *testing.T) {
	tests := []struct {
		name, key, stored string
		warning           string
	}{
		{"by a stored key", "", `{"key": "amk_stored"}`, "api-key.json takes precedence; remove it with"},
		{"by the variable", "amk_env", "", "AMIKA_API_KEY is set and takes precedence"},
		{"by a variable that is wrong", "amk_ two", "", "reading AMIKA_API_KEY: the key has spaces inside"},
		{"not by a file that is ignored", "", `{`, "it is ignored"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in(t, func(t *testing.T, m *machine) {
				m.server.ApproveAfter = 1
				m.variables["AMIKA_API_KEY"] = tt.key
				if tt.stored != "" {
					m.write(t, "api-key.json", tt.stored)
				}
				r := m.run(t.Context(), "--no-browser")
				r.want(t, command.Done, loggedIn, tt.warning)
				if n := strings.Count(r.errors, "warning: "); n != 1 {
					t.Errorf("%d warnings: %s", n, r.errors)
				}
			})
		})
	}
}
