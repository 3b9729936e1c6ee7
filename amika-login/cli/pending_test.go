package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
)

func TestTwoSteps(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		r := m.run(t.Context(), "--no-wait", "--json")
		if o := r.object(t); len(o) != 6 || o["user_code"] != "WXYZ-BBBC" || o["verification_uri"] != "http://127.0.0.1:1/device" ||
			o["verification_uri_complete"] != "http://127.0.0.1:1/device?user_code=WXYZ-BBBC" || o["expires_at"] != "2000-01-01T00:05:00Z" ||
			o["interval"] != 5.0 || o["next"] != "'/opt/some where/amika-login' --resume" {
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
		m.run(t.Context(), "--resume", "--timeout", "6s").want(t, command.Pending, "", "has not been approved yet")
		m.wantStored(t, "pending-login.json")

		m.server.Approve()
		m.run(t.Context(), "--resume").want(t, command.Done, loggedIn)
		m.wantStored(t, "workos-session.json")
		if n := m.server.Count(authtest.Poll); n != 2 {
			t.Errorf("%d polls", n)
		}
		m.run(t.Context(), "--resume").want(t, command.Done, "No login is pending: you are logged in as dev@example.com\n")
		if o := m.run(t.Context(), "--resume", "--json").object(t); o["email"] != "dev@example.com" {
			t.Errorf("got %v", o)
		}
	})
}

func TestTwoStepsInWords(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "--no-wait").want(t, command.Done, "To log in, open this page and enter the code before 2000-01-01T00:05:00Z:\n\n"+
			"  http://127.0.0.1:1/device\n  WXYZ-BBBC\n\nGo on only if you started this login yourself. Then run:\n\n"+
			"  '/opt/some where/amika-login' --resume\n")
	})
}

// A login that is over, however it ends, leaves nothing.
func TestResumeEnds(t *testing.T) {
	tests := []struct {
		name string
		end  func(s *authtest.Server)
		want string
	}{
		{"refused", func(s *authtest.Server) { s.Deny() }, "denied"},
		{"expired", func(s *authtest.Server) { s.Expire() }, "expired"},
		{"expired while nobody asked", func(*authtest.Server) { time.Sleep(time.Hour) }, "expired"},
		{"redirected", func(s *authtest.Server) { s.Fail(authtest.Poll, 0, authtest.Redirect("http://127.0.0.1:2")) }, "redirect"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in(t, func(t *testing.T, m *machine) {
				m.run(t.Context(), "--no-wait")
				tt.end(m.server)
				m.run(t.Context(), "--resume").want(t, command.Failed, "", "amika-login: logging in: ", tt.want)
				m.wantStored(t)
				m.run(t.Context(), "--resume").want(t, command.NoCredential, "", "no login is pending, and there is no session", "hint: ")
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
		(<-done).want(t, command.Done, "No login is pending: you are logged in as dev@example.com\n")
		if n := m.server.Count(authtest.Poll); n != 1 {
			t.Errorf("%d polls", n)
		}
	})
}

// A session that can't be used is as good as none.
func TestNothingPending(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.logIn(t, -time.Hour)
		m.run(t.Context(), "--resume").want(t, command.Done, "No login is pending: you are logged in as dev@example.com\n")
		m.server.End()
		m.logIn(t, -time.Hour)
		m.server.End()
		m.run(t.Context(), "--resume").want(t, command.NoCredential, "", "no login is pending, and ", "hint: run 'amika auth login'")
	})
}

// A file that leads elsewhere is not followed there.
func TestPendingThatIsHostile(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.write(t, "pending-login.json", `{"device_code": "authtest-device-1", "expires_at": "2000-01-01T00:05:00Z", "interval": 1e300, "base": "http://example.com", "client_id": "c"}`)
		m.run(t.Context(), "--resume").want(t, command.Failed, "", "its base", "https", "hint: ")
		m.write(t, "pending-login.json", "\x1b{")
		m.run(t.Context(), "--resume").want(t, command.Failed, "", "pending-login.json: it is not a JSON object", "hint: ")
		m.run(t.Context(), "--no-wait")
		m.server.Approve()
		m.run(t.Context(), "--resume").want(t, command.Done, loggedIn)
	})
}
