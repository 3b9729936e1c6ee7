package cli

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/authtest"
)

var update = flag.Bool("update", os.Getenv("UPDATE_SCRIPTS") != "", "rewrite the table of faults")

// faults are what a server or a network can do to a request, always.
var faults = []struct {
	name  string
	fault authtest.Fault
}{
	{"drop", authtest.Drop()},
	{"reset", authtest.Reset()},
	{"lose", authtest.Lose()},
	{"truncate", authtest.Truncate()},
	{"delay=1h", authtest.Delay(time.Hour)},
	{"late=9s", authtest.Late(9 * time.Second)},
	{"status=400", authtest.Status(400, "")},
	{"status=401", authtest.Status(401, "")},
	{"status=403", authtest.Status(403, "")},
	{"status=404", authtest.Status(404, "")},
	{"status=408", authtest.Status(408, "")},
	{"status=429,7", authtest.Status(429, "7")},
	{"status=500", authtest.Status(500, "")},
	{"status=503,3600", authtest.Status(503, "3600")},
	{"error=400,access_denied", authtest.OAuthError(400, "access_denied", "No.")},
	{"error=400,expired_token", authtest.OAuthError(400, "expired_token", "Too late.")},
	{"error=400,invalid_grant", authtest.OAuthError(400, "invalid_grant", "Spent.")},
	{"error=400,invalid_client", authtest.OAuthError(400, "invalid_client", "Who?")},
	{"error=400,slow_down", authtest.OAuthError(400, "slow_down", "Slower.")},
	{"apierror=403,organization_selection_required", authtest.APIError(403, "organization_selection_required", "Which?")},
	{"echo", authtest.Echo()},
	{"html=200", authtest.HTML(200)},
	{"html=403", authtest.HTML(403)},
	{"html=503", authtest.HTML(503)},
	{"redirect", authtest.Redirect("http://127.0.0.1:2/")},
	{"body=200,null", authtest.Body(200, "null")},
	{"body=200,{", authtest.Body(200, "{")},
	{"body=200,{}", authtest.Body(200, "{}")},
	{"type=text/plain", authtest.ContentType("text/plain")},
	{"member=access_token", authtest.Member("access_token", "")},
	{"member=refresh_token", authtest.Member("refresh_token", "")},
}

// operations are what is asked of the server, each with the session that is
// stored before.
var operations = []struct {
	name     string
	endpoint authtest.Endpoint
	life     time.Duration // of the stored session
	args     []string      // the last of several commands meets the fault
}{
	{"device request", authtest.Device, time.Hour, []string{"--no-browser"}},
	{"poll", authtest.Poll, time.Hour, []string{"--no-browser"}},
	{"poll of a resumed login", authtest.Poll, time.Hour, []string{"--no-wait", "--resume --timeout 12s"}},
	{"refresh for token", authtest.Refresh, -time.Hour, []string{"token"}},
	{"refresh for token, 30 s left", authtest.Refresh, 30 * time.Second, []string{"token"}},
	{"refresh for status", authtest.Refresh, -time.Hour, []string{"status"}},
	{"logout", authtest.Logout, time.Hour, []string{"logout"}},
	{"verify", authtest.Sandboxes, time.Hour, []string{"status --verify"}},
}

// TestFaults crosses each fault with each operation. The table in
// testdata/faults.txt has, for each, the exit status, when the requests were
// made, in seconds, what is stored, and what is printed.
func TestFaults(t *testing.T) {
	t.Parallel()
	var mutex sync.Mutex
	var wait sync.WaitGroup
	lines := make([]string, len(operations)*len(faults))
	for i, operation := range operations {
		for j, f := range faults {
			wait.Go(func() {
				synctest.Test(t, func(t *testing.T) {
					m := newMachine(t)
					m.server.ApproveAfter = 1
					before := m.logIn(t, operation.life)
					m.server.Fail(operation.endpoint, 0, f.fault)
					var r result
					var began time.Time
					for _, args := range operation.args {
						began = time.Now()
						r = m.run(t.Context(), strings.Fields(args)...)
					}
					line := fmt.Sprintf("%s: status %d, at%s; %s", f.name, r.status, m.moments(operation.endpoint, began), m.describe(t, r, before))
					mutex.Lock()
					defer mutex.Unlock()
					lines[i*len(faults)+j] = line
				})
			})
		}
	}
	wait.Wait()
	var table strings.Builder
	for i, operation := range operations {
		fmt.Fprintf(&table, "# %s\n%s\n\n", operation.name, strings.Join(lines[i*len(faults):(i+1)*len(faults)], "\n"))
	}
	path := filepath.Join("testdata", "faults.txt")
	if *update {
		if err := os.WriteFile(path, []byte(table.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(table.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wanted)) {
		var a, b string
		if i < len(got) {
			a = got[i]
		}
		if i < len(wanted) {
			b = wanted[i]
		}
		if a != b {
			t.Errorf("line %d:\n got %s\nwant %s", i+1, a, b)
		}
	}
}

// moments returns when requests were made, in seconds.
func (m *machine) moments(endpoint authtest.Endpoint, began time.Time) string {
	text := ""
	for _, r := range m.server.Requests() {
		if r.Endpoint == endpoint {
			text += fmt.Sprintf(" %.0f", r.At.Sub(began).Seconds())
		}
	}
	if text == "" {
		return " never"
	}
	return text
}

// describe returns what a command has left and printed, and checks what must be
// so whatever happens.
func (m *machine) describe(t *testing.T, r result, before authtest.Tokens) string {
	t.Helper()
	session, err := os.ReadFile(filepath.Join(m.dir, "workos-session.json"))
	state := "another session"
	switch {
	case os.IsNotExist(err):
		state = "no session"
	case strings.Contains(string(session), before.AccessToken) && strings.Contains(string(session), before.RefreshToken):
		state = "the session as it was"
	case strings.Contains(string(session), before.AccessToken):
		state = "the session without its refresh token"
	}
	out := strings.ReplaceAll(r.out, before.AccessToken, "TOKEN")
	if strings.HasPrefix(out, "ey") {
		out = "NEW TOKEN\n"
	}
	errors := r.errors
	for _, secret := range []string{"authtest-", before.AccessToken, before.SessionID, "eyJ", "\x1b", "\u202e"} {
		if strings.Contains(errors, secret) || strings.Contains(out, secret) {
			t.Errorf("%q is shown: %s%s", secret, out, errors)
		}
	}
	if r.status != 0 && (!strings.Contains("\n"+errors, "\namika-login: ") || strings.Count(errors, "\nhint: ") != 1) {
		t.Errorf("status %d without a reason or a hint: %s", r.status, errors)
	}
	if _, after, found := strings.Cut(errors, "Go on only if you started this login yourself.\n"); found {
		errors = after
	}
	words := func(text string) string {
		text = strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", " / ")
		return strings.NewReplacer(m.dir, "DIR", `'"/opt/some where/amika-login"`, "'amika-login").Replace(text)
	}
	return fmt.Sprintf("%s; stdout: %s; stderr: %s", state, words(out), words(errors))
}
