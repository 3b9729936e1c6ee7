package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
)

func TestStatus(t *testing.T) {
	const organization = "Organization: org_01TEST\n"
	tests := []struct {
		name   string
		life   time.Duration // of the session; 0 for none
		make   func(t *testing.T, m *machine)
		args   string
		status command.Status
		out    string // DIR stands for the directory
		errors []string
	}{
		{"nobody", 0, nil, "", 4, "", []string{"checking the credential: no credential found", "hint: run '\"/opt/some where/amika-login\"', or set AMIKA_API_KEY"}},
		{"a session", time.Hour, nil, "", 0,
			"Logged in as dev@example.com\nSource: DIR/workos-session.json\n" + organization + "Access token: expires at 2000-01-01T01:00:00Z; renews itself\n", nil},
		{"a session that is about to expire", 59 * time.Second, nil, "", 0,
			"Logged in as dev@example.com\nSource: DIR/workos-session.json\n" + organization + "Access token: expires at 2000-01-01T00:05:00Z; renews itself\n", nil},
		{"offline", 59 * time.Second, nil, "--offline", 0,
			"Logged in as dev@example.com\nSource: DIR/workos-session.json\n" + organization + "Access token: expires at 2000-01-01T00:00:59Z; renews itself\n", nil},
		{"expired and offline", -time.Minute, nil, "--offline", 1,
			"Logged in, but the session of dev@example.com can't be renewed now\nSource: DIR/workos-session.json\n" + organization + "Access token: expired at 1999-12-31T23:59:00Z\n",
			[]string{"the session has expired", "hint: "}},
		{"an outage", -time.Minute, func(_ *testing.T, m *machine) { m.server.Fail(authtest.Refresh, 0, authtest.Drop()) }, "", 1,
			"Logged in, but the session of dev@example.com can't be renewed now\nSource: DIR/workos-session.json\n" + organization + "Access token: expired at 1999-12-31T23:59:00Z\n",
			[]string{"checking the credential: refreshing the session: 127.0.0.1:1: "}},
		{"an outage, and life left", time.Minute - 1, func(_ *testing.T, m *machine) { m.server.Fail(authtest.Refresh, 0, authtest.Drop()) }, "", 0,
			"Logged in as dev@example.com\nSource: DIR/workos-session.json\n" + organization + "Access token: expires at 2000-01-01T00:00:59Z; renews itself\n",
			[]string{"warning: refreshing the session: "}},
		{"ended elsewhere", -time.Minute, func(_ *testing.T, m *machine) { m.server.End() }, "", 4,
			"Not logged in: the session of dev@example.com has ended\nSource: DIR/workos-session.json\n" + organization + "Access token: expired at 1999-12-31T23:59:00Z\n",
			[]string{"the session has ended", "hint: run '"}},
		{"a key that hides others", time.Hour, func(t *testing.T, m *machine) {
			m.write(t, "api-key.json", `{"key": "amk_stored"}`)
			m.variables["AMIKA_API_KEY"] = "amk_env"
		}, "", 0, "Logged in with an API key\nSource: AMIKA_API_KEY\nVerification: not verified; --verify asks Amika\n",
			[]string{"warning: DIR/api-key.json is not used: AMIKA_API_KEY takes precedence", "warning: DIR/workos-session.json is not used"}},
		{"a variable that is wrong", time.Hour, func(_ *testing.T, m *machine) { m.variables["AMIKA_API_KEY"] = "amk_a b" }, "", 1,
			"Not logged in: the API key can't be used\nSource: AMIKA_API_KEY\n", []string{"reading AMIKA_API_KEY: the key has spaces inside", "hint: "}},
		{"a file that is ignored", time.Hour, func(t *testing.T, m *machine) { m.write(t, "api-key.json", `[`) }, "--offline", 0,
			"Logged in as dev@example.com\nSource: DIR/workos-session.json\n" + organization + "Access token: expires at 2000-01-01T01:00:00Z; renews itself\n",
			[]string{"warning: ", "api-key.json: it is not a JSON object: it is ignored"}},
		{"without a word", -time.Minute, nil, "--offline --quiet", 1, "", nil},
		{"without a word in JSON either", time.Hour, nil, "--json --quiet", 0, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in(t, func(t *testing.T, m *machine) {
				if tt.life != 0 {
					m.logIn(t, tt.life)
				}
				if tt.make != nil {
					tt.make(t, m)
				}
				r := m.run(t.Context(), append([]string{"status"}, strings.Fields(tt.args)...)...)
				r.out, r.errors = strings.ReplaceAll(r.out, m.dir, "DIR"), strings.ReplaceAll(r.errors, m.dir, "DIR")
				r.want(t, tt.status, tt.out, tt.errors...)
			})
		})
	}
}

func TestStatusJSON(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		want := func(status command.Status, want string, args ...string) {
			t.Helper()
			r := m.run(t.Context(), append([]string{"status", "--json"}, args...)...)
			got := strings.Join(strings.Fields(strings.ReplaceAll(r.out, m.dir, "DIR")), " ")
			if r.status != status || got != want || (status == command.Done) != (r.errors == "") {
				t.Errorf("status %d, stderr %q, stdout\n%s\nwant\n%s", r.status, r.errors, got, want)
			}
		}
		const form = `{ "authenticated": %v, "method": %q, "source": %q, "email": %q, "org_id": %q, "expires_at": %s, "shadowed": [%s], "warnings": [%s], "reason": %q }`
		want(4, fmt.Sprintf(form, false, "none", "", "", "", "null", "", "", "none"))
		m.logIn(t, -time.Minute)
		want(1, fmt.Sprintf(form, false, "session", "DIR/workos-session.json", "dev@example.com", "org_01TEST", `"1999-12-31T23:59:00Z"`, "", "", "expired_offline"), "--offline")
		m.write(t, "workos-session.json", `{"access_token": "opaque", "email": "\u001b[31m\u007f\u202e\ud83d\ude00@x"}`)
		want(0, strings.ReplaceAll(fmt.Sprintf(form, true, "session", "DIR/workos-session.json", "MAIL", "", "null", "", "", ""), "MAIL", `\u001b[31m\u007f\u202e\ud83d\ude00@x`))
		m.write(t, "api-key.json", "{")
		m.variables["AMIKA_API_KEY"] = "amk_env"
		want(0, fmt.Sprintf(form, true, "env_api_key", "AMIKA_API_KEY", "", "", "null",
			` { "method": "session", "source": "DIR/workos-session.json" } `,
			` "reading DIR/api-key.json: it is not a JSON object: it is ignored; run '\"/opt/some where/amika-login\" --api-key-file FILE' to replace it, or '\"/opt/some where/amika-login\" logout' to remove it" `, ""))
	})
}

func TestVerify(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		verify := func(status command.Status, verification string, parts ...string) {
			t.Helper()
			r := m.run(t.Context(), "status", "--verify")
			if r.status != status || !strings.HasSuffix(r.out, "Verification: "+verification+"\n") {
				t.Errorf("got %+v, want %d, %s", r, status, verification)
			}
			r.want(t, status, r.out, parts...)
			if o := m.run(t.Context(), "status", "--verify", "--json").object(t); o["verification"] != verification || o["authenticated"] != (status == 0) {
				t.Errorf("got %v", o)
			}
		}
		m.logIn(t, time.Hour)
		verify(command.Done, "verified")
		m.variables["AMIKA_API_KEY"] = "amk_env"
		verify(command.NoCredential, "rejected", "it is not accepted by Amika", "hint: ", "is not used")
		m.server.Fail(authtest.Sandboxes, 0, authtest.HTML(200))
		delete(m.variables, "AMIKA_API_KEY")
		verify(command.Done, "unknown", "warning: the credential was not verified: 127.0.0.1:1: ")
		m.variables["AMIKA_API_URL"] = "http://example.com"
		m.run(t.Context(), "status", "--verify").want(t, command.Usage, "", "AMIKA_API_URL", "hint: ")
		m.run(t.Context(), "status", "--quiet").want(t, command.Done, "")
	})
}
