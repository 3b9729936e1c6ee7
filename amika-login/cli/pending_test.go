package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
)

func TestTwoSteps(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		r := m.run(t.Context(), "--no-wait", "--json")
		if o := r.object(t); len(o) != 7 || o["result"] != "pending" || o["user_code"] != "WXYZ-BBBC" || o["verification_uri"] != "http://127.0.0.1:1/device" ||
			o["verification_uri_complete"] != "http://127.0.0.1:1/device?user_code=WXYZ-BBBC" || o["expires_at"] != "2000-01-01T00:05:00Z" ||
			o["interval"] != 5.0 || o["next"] != `"/opt/some where/amika-login" --resume --timeout 30s` {
			t.Errorf("got %v", o)
		}
		if strings.Contains(r.out, "authtest-device") || r.errors != "" || len(m.opened) > 0 {
			t.Errorf("got %+v, opened %q", r, m.opened)
		}
		m.wantStored(t, "pending-login.json")

		// No poll is due yet, and then one is.
		m.run(t.Context(), "--resume", "--timeout", "1s").want(t, command.Pending, "", "has not been approved yet", "hint: run '")
		if n := m.server.Count(authtest.Poll); n != 0 {
			t.Errorf("%d polls", n)
		}
		again := m.run(t.Context(), "--resume", "--timeout", "0s", "--json")
		if o := again.object(t); again.status != command.Pending || o["result"] != "pending" || o["user_code"] != "WXYZ-BBBC" || o["next"] != `"/opt/some where/amika-login" --resume --timeout 30s` {
			t.Errorf("got %+v", again)
		}
		m.run(t.Context(), "--resume", "--timeout", "6s").want(t, command.Pending, "", "has not been approved yet")
		m.wantStored(t, "pending-login.json")

		m.server.Approve()
		m.run(t.Context(), "--resume").want(t, command.Done, loggedIn)
		m.wantStored(t, "pending-login.json", "workos-session.json")
		m.run(t.Context(), "--resume").want(t, command.Done, loggedIn)
		if n := m.server.Count(authtest.Poll); n != 2 {
			t.Errorf("%d polls", n)
		}
		if o := m.run(t.Context(), "--resume", "--json").object(t); o["result"] != "logged_in" || o["email"] != "dev@example.com" {
			t.Errorf("got %v", o)
		}
	})
}

func TestTwoStepsInWords(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait").want(t, command.Done, "To log in, open this page and check that it shows the code:\n\n"+
			"  http://127.0.0.1:1/device?user_code=WXYZ-BBBC\n  WXYZ-BBBC\n\nGo on only if you started this login yourself.\n"+
			"The code expires at 2000-01-01T00:05:00Z. When you have approved the login, run:\n\n"+
			"  \"/opt/some where/amika-login\" --resume --timeout 30s\n")
	})
}

// A login that is over gives the same answer to everybody who asks.
func TestResumeEnds(t *testing.T) {
	tests := []struct {
		name   string
		end    func(s *authtest.Server)
		result string
		want   string
	}{
		{"refused", func(s *authtest.Server) { s.Deny() }, "denied", "denied"},
		{"expired", func(s *authtest.Server) { s.Expire() }, "expired", "expired"},
		{"expired while nobody asked", func(*authtest.Server) { time.Sleep(time.Hour) }, "expired", "expired"},
		{"redirected", func(s *authtest.Server) { s.Fail(authtest.Poll, 0, authtest.Redirect("http://127.0.0.1:2")) }, "failed", "redirect"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in(t, func(t *testing.T, m *machine) {
				m.logIn(t, 3*time.Hour)
				m.run(t.Context(), "--no-wait")
				tt.end(m.server)
				for range 2 {
					m.run(t.Context(), "--resume").want(t, command.Failed, "", "amika-login: logging in: ", tt.want, "hint: ")
					r := m.run(t.Context(), "--resume", "--json")
					if o := r.object(t); r.status != command.Failed || o["result"] != tt.result || o["error"] == "" {
						t.Errorf("got %+v", r)
					}
					m.wantStored(t, "pending-login.json", "workos-session.json")
				}
				time.Sleep(11 * time.Minute)
				m.run(t.Context(), "--resume").want(t, command.NoCredential, "", "no login is pending", "hint: ")
			})
		})
	}
}

// An interrupted resume can be resumed.
func TestInterruptedResume(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait")
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			time.Sleep(12 * time.Second)
			cancel(&command.Error{Status: command.Terminated})
		}()
		m.run(ctx, "--resume").want(t, command.Terminated, "")
		m.wantStored(t, "pending-login.json")
		m.server.Approve()
		m.run(t.Context(), "--resume").want(t, command.Done, loggedIn)
	})
}

// Logging out calls off a login that another process waits for.
func TestLogoutDuringResume(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait")
		done := make(chan result)
		go func() { done <- m.run(t.Context(), "--resume") }()
		time.Sleep(7 * time.Second)
		m.run(t.Context(), "logout").want(t, command.Done, "Removed the pending login: "+m.dir+"/pending-login.json\n")
		m.server.Approve()
		(<-done).want(t, command.NoCredential, "", "amika-login: logging in: the login was given up meanwhile\n", "hint: ")
		m.wantStored(t)
	})
}

// Of two that resume, one does it, and the other sees that it is done.
func TestTwoResume(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait")
		done := make(chan result, 3)
		go func() { done <- m.run(t.Context(), "--resume") }()
		time.Sleep(time.Second)
		go func() { done <- m.run(t.Context(), "--resume") }()
		m.run(t.Context(), "--resume", "--timeout", "2s").want(t, command.Pending, "", "another process", "hint: ")
		m.server.Approve()
		(<-done).want(t, command.Done, loggedIn)
		(<-done).want(t, command.Done, loggedIn)
		if n := m.server.Count(authtest.Poll); n != 1 {
			t.Errorf("%d polls", n)
		}
	})
}

// A session that was there before is no answer.
func TestNothingPending(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.logIn(t, time.Hour)
		r := m.run(t.Context(), "--resume", "--json")
		if o := r.object(t); r.status != command.NoCredential || o["result"] != "failed" || !strings.Contains(r.errors, "\nhint: run '") {
			t.Errorf("got %+v", r)
		}
	})
}

func TestPendingInStatus(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait")
		const next = `run '"/opt/some where/amika-login" --resume --timeout 30s'`
		m.run(t.Context(), "status").want(t, command.NoCredential, "", "amika-login: note: a login with the code WXYZ-BBBC is pending until 2000-01-01T00:05:00Z; to finish it, "+next+"\n")
		if o := m.run(t.Context(), "status", "--json").object(t); !strings.Contains(fmt.Sprint(o["warnings"]), next) {
			t.Errorf("got %v", o)
		}
		m.run(t.Context(), "status", "--quiet").want(t, command.NoCredential, "")
		m.server.Deny()
		m.run(t.Context(), "--resume")
		if r := m.run(t.Context(), "status"); strings.Contains(r.errors, "pending") {
			t.Errorf("got %+v", r)
		}
	})
}

// A login that succeeds in any other way answers for the one that is pending.
func TestPendingIsOvertaken(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait")
		m.server.ApproveAfter = 1
		m.run(t.Context()).want(t, command.Done, loggedIn, "open this page")
		if r := m.run(t.Context(), "status"); r.status != command.Done || strings.Contains(r.errors, "pending") {
			t.Errorf("got %+v", r)
		}
		polls := m.server.Count(authtest.Poll)
		if o := m.run(t.Context(), "--resume", "--json").object(t); o["result"] != "logged_in" || o["email"] != "dev@example.com" {
			t.Errorf("got %v", o)
		}
		text, err := os.ReadFile(filepath.Join(m.dir, "pending-login.json"))
		if err != nil || strings.Contains(string(text), "device_code") || m.server.Count(authtest.Poll) != polls {
			t.Errorf("%s, %v, %d polls", text, err, m.server.Count(authtest.Poll))
		}
	})
}

// One that another process waits for is given up. A login that fails, and an API
// key, leave it alone.
func TestResumeIsOvertaken(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.server.Interval = 20 * time.Second
		m.run(t.Context(), "--no-wait")
		done := make(chan result)
		go func() { done <- m.run(t.Context(), "--resume") }()
		time.Sleep(time.Second)
		m.server.Interval, m.server.ApproveAfter = time.Second, 1
		m.run(t.Context()).want(t, command.Done, loggedIn, "open this page")
		(<-done).want(t, command.NoCredential, "", "amika-login: logging in: the login was given up meanwhile\n", "hint: ")
		m.wantStored(t, "workos-session.json")

		// A login that is pending is no business of one that fails, nor of a key.
		m.server.ApproveAfter = 0
		m.run(t.Context(), "--no-wait")
		m.server.Fail(authtest.Device, 0, authtest.Status(403, ""))
		m.run(t.Context())
		m.stdin = "amk_stdin"
		m.run(t.Context(), "--api-key-file", "-")
		if r := m.run(t.Context(), "status"); !strings.Contains(r.errors, "is pending") {
			t.Errorf("got %+v", r)
		}
	})
}

// A pending login of another program may have no code to show.
func TestPendingWithoutCode(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.write(t, "pending-login.json", `{"device_code": "authtest-device-1", "expires_at": "2000-01-01T00:05:00Z", "base": "http://127.0.0.1:1", "client_id": "c"}`)
		m.run(t.Context(), "status").want(t, command.NoCredential, "", "amika-login: note: a login is pending until 2000-01-01T00:05:00Z; to finish it, run '")
	})
}

// A file that leads elsewhere is not followed there.
func TestPendingThatIsHostile(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.write(t, "pending-login.json", `{"device_code": "authtest-device-1", "expires_at": "2000-01-01T00:05:00Z", "interval": 1e300, "base": "http://example.com", "client_id": "c"}`)
		m.run(t.Context(), "--resume").want(t, command.Failed, "", "its base URL", "https", "hint: ")
		m.write(t, "pending-login.json", "\x1b{")
		m.run(t.Context(), "--resume").want(t, command.Failed, "", "pending-login.json: it is not a JSON object", "hint: ")
		m.run(t.Context(), "--no-wait")
		m.server.Approve()
		m.run(t.Context(), "--resume").want(t, command.Done, loggedIn)
	})
}
