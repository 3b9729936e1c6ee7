package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
)

func TestLogout(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		tokens := m.logIn(t, time.Hour)
		m.write(t, "api-key.json", `{"key": "amk_stored"}`)
		m.write(t, "pending-login.json", "torn")
		m.run(t.Context(), "logout").want(t, command.Done, strings.ReplaceAll(
			"Removed the API key: DIR/api-key.json\nRemoved the session of dev@example.com: DIR/workos-session.json\nRemoved the pending login: DIR/pending-login.json\n",
			"DIR", m.dir))
		if !m.server.Ended(tokens.SessionID) || m.server.Count(authtest.Logout) != 1 {
			t.Error("the session has not ended")
		}
		m.wantStored(t)
		m.variables["AMIKA_API_KEY"] = "amk_env"
		m.run(t.Context(), "logout").want(t, command.Done, "Nobody was logged in\n", "warning: AMIKA_API_KEY is still set")
		if n := m.server.Count(authtest.Logout); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

// That WorkOS can't be reached costs five seconds and a warning.
func TestLogoutBestEffort(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		tokens := m.logIn(t, -time.Hour)
		m.server.Fail(authtest.Logout, 0, authtest.Delay(time.Minute))
		start := time.Now()
		m.run(t.Context(), "logout").want(t, command.Done, "Removed the session of dev@example.com: "+m.dir+"/workos-session.json\n",
			"warning: the session has not been ended at WorkOS: 127.0.0.1:1: no answer in time")
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("it took %v", took)
		}
		m.wantStored(t)
		if m.server.Ended(tokens.SessionID) {
			t.Error("the session has ended")
		}
	})
}

// Who doesn't wait for that learns that the session lives on.
func TestInterruptedLogout(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.logIn(t, -time.Hour)
		m.server.Fail(authtest.Logout, 0, authtest.Delay(time.Minute))
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(&command.Error{Status: command.Interrupted}) })
		m.run(ctx, "logout").want(t, command.Interrupted, "Removed the session of dev@example.com: "+m.dir+"/workos-session.json\n",
			"warning: the session has not been ended at WorkOS: 127.0.0.1:1: interrupted (SIGINT); ")
		m.wantStored(t)
	})
}

// Whatever was removed by then is named.
func TestLogoutInterruptedHalfWay(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		for _, flags := range []string{"logout", "logout --json"} {
			m.logIn(t, time.Hour)
			m.write(t, "api-key.json", `{"key": "amk_stored"}`)
			lookup := func(name string) (string, bool) { value, set := m.variables[name]; return value, set }
			lock, err := credential.NewStore(lookup, nil).SessionFile().Lock(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(&command.Error{Status: command.Terminated}) })
			r := m.run(ctx, strings.Fields(flags)...)
			if r.status != command.Terminated || !strings.Contains(r.out, "api-key.json") || strings.Contains(r.out, "workos-session.json") || r.errors != "" {
				t.Errorf("%s: got %+v", flags, r)
			}
			lock.Unlock()
			m.wantStored(t, "workos-session.json")
		}
	})
}

func TestLocalLogout(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.logIn(t, time.Hour)
		m.variables["AMIKA_WORKOS_API_URL"] = "not a URL"
		m.run(t.Context(), "logout", "--local").want(t, command.Done, "Removed the session of dev@example.com: "+m.dir+"/workos-session.json\n")
		if n := len(m.server.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
	})
}

// What can't be removed keeps nothing else from it.
func TestLogoutThatFails(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		tokens := m.logIn(t, time.Hour)
		if err := os.MkdirAll(filepath.Join(m.dir, "api-key.json", "full"), 0o700); err != nil {
			t.Fatal(err)
		}
		m.run(t.Context(), "logout").want(t, command.Failed, "Removed the session of dev@example.com: "+m.dir+"/workos-session.json\n",
			"amika-login: logging out: removing "+m.dir+"/api-key.json: ")
		if !m.server.Ended(tokens.SessionID) {
			t.Error("the session has not ended")
		}
	})
}

func TestToken(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		m.run(t.Context(), "token").want(t, command.NoCredential, "", "amika-login: getting a token: no credential found\nhint: ")
		tokens := m.logIn(t, 2*time.Minute)
		m.run(t.Context(), "token").want(t, command.Done, tokens.AccessToken+"\n")
		if o := m.run(t.Context(), "token", "--json").object(t); len(o) != 3 || o["token"] != tokens.AccessToken || o["method"] != "session" || o["expires_at"] != "2000-01-01T00:02:00Z" {
			t.Errorf("got %v", o)
		}
		if n := len(m.server.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
		r := m.run(t.Context(), "token", "--min-ttl", "3m")
		if r.status != command.Done || r.out == tokens.AccessToken+"\n" || r.errors != "" || m.server.Count(authtest.Refresh) != 1 {
			t.Errorf("got %+v", r)
		}
		m.variables["AMIKA_API_KEY"] = "amk_env"
		if o := m.run(t.Context(), "token", "--json").object(t); o["token"] != "amk_env" || o["method"] != "env_api_key" || o["expires_at"] != nil {
			t.Errorf("got %v", o)
		}
	})
}
