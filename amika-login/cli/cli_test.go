package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/workos"
)

func TestMain(m *testing.M) {
	// Package os/signal starts a goroutine when it is first used, which must
	// not be in a bubble of package synctest.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	signal.Stop(signals)
	os.Exit(m.Run())
}

// A machine is one on which somebody types commands.
type machine struct {
	server    *authtest.Server
	dir       string // of what is stored
	variables map[string]string
	stdin     string
	http      http.RoundTripper
	opened    []string
}

// newMachine makes a machine, within a bubble of package synctest.
func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{server: &authtest.Server{}, dir: filepath.ToSlash(t.TempDir())}
	dial, stop := m.server.Pipe()
	t.Cleanup(stop)
	m.http = workos.NewTransport(dial)
	m.variables = map[string]string{
		credential.DirectoryVariable: m.dir,
		"AMIKA_WORKOS_API_URL":       "http://127.0.0.1:1",
		"AMIKA_API_URL":              "http://127.0.0.1:1",
	}
	return m
}

// A result is what came of a command.
type result struct {
	status      command.Status
	out, errors string
}

func (m *machine) run(ctx context.Context, args ...string) result {
	env := command.NewTest(m.variables)
	env.Stdin = strings.NewReader(m.stdin)
	env.CalledAs(calledAs)
	p := &app{
		env: env.Env, http: m.http,
		open: func(url string) (bool, error) { m.opened = append(m.opened, url); return true, nil },
	}
	status := p.run(ctx, args)
	return result{status, m.asOnUnix(env.Out.String()), m.asOnUnix(env.Err.String())}
}

func inJSON(path string) string { return strings.ReplaceAll(path, `\`, `\\`) }

// calledAs is the path of the program in all tests.
const calledAs = "/opt/some where/amika-login"

// asOnUnix returns text with that path, and those in the directory, as they are
// written on Unix.
func (m *machine) asOnUnix(text string) string {
	path, err := filepath.Abs(calledAs)
	if err != nil {
		panic(err)
	}
	dir := filepath.FromSlash(m.dir + "/")
	return strings.NewReplacer(path, calledAs, inJSON(path), calledAs, dir, m.dir+"/", inJSON(dir), m.dir+"/", filepath.FromSlash(m.dir), m.dir).Replace(text)
}

// want checks a result: what stdout is, and what stderr holds, or that it is
// empty.
func (r result) want(t *testing.T, status command.Status, out string, parts ...string) {
	t.Helper()
	if r.status != status || r.out != out || (len(parts) == 0) != (r.errors == "") {
		t.Errorf("status %d, stdout %q, stderr %q; want %d, %q, %q", r.status, r.out, r.errors, status, out, parts)
	}
	for _, part := range parts {
		if !strings.Contains(r.errors, part) {
			t.Errorf("stderr %q; want %q in it", r.errors, part)
		}
	}
	for _, secret := range []string{"authtest-", "amk_"} {
		if strings.Contains(r.errors, secret) {
			t.Errorf("a secret is on stderr: %s", r.errors)
		}
	}
}

// object is stdout as a JSON object.
func (r result) object(t *testing.T) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(r.out), &object); err != nil || !strings.HasSuffix(r.out, "}\n") {
		t.Errorf("stdout %q: %v", r.out, err)
	}
	return object
}

// wantStored checks which files there are, the locks aside.
func (m *machine) wantStored(t *testing.T, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".lock") {
			names = append(names, entry.Name())
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("stored: %q, want %q", names, want)
	}
}

func (m *machine) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// logIn stores a session whose access token has life left, which may be
// negative.
func (m *machine) logIn(t *testing.T, life time.Duration) authtest.Tokens {
	t.Helper()
	tokens := m.server.Login(life)
	text, err := json.Marshal(map[string]string{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken, "email": "dev@example.com",
		"organization_id": "org_01TEST", "expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339),
	})
	if err != nil {
		t.Fatal(err)
	}
	m.write(t, "workos-session.json", string(text))
	return tokens
}

// in runs a test on a machine of its own, on a clock of its own.
func in(t *testing.T, test func(t *testing.T, m *machine)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { test(t, newMachine(t)) })
}

// Every page of the help says what the flags do and what the status means.
func TestHelp(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		for path, words := range map[string]string{
			"":       "--no-browser --api-key-file --no-wait --resume --timeout --json AMIKA_LOGIN_JSON=true AMIKA_STATE_DIRECTORY",
			"status": "--json --quiet --verify --offline",
			"token":  "--json --min-ttl",
			"logout": "--local",
		} {
			r := m.run(t.Context(), append(strings.Fields(path), "-h")...)
			for word := range strings.FieldsSeq(words + " Examples: status:") {
				if !strings.Contains(r.out, word) {
					t.Errorf("%s -h does not tell of %s", path, word)
				}
			}
			if r.status != command.Done || r.errors != "" {
				t.Errorf("%s -h: %+v", path, r)
			}
		}
	})
}

// No typing mistake starts a login, or makes anything.
func TestMistakes(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		for _, line := range []string{
			"--no-wait --resume", "--no-wait --api-key-file x", "--resume --api-key-file x", "--timeout 3s", "--resume --timeout -3s",
			"--resume --timeout 3", "--api-key-file=", "lgoin", "--json status", "status --offline --verify", "token x", "token --min-ttl -1s", "logout all",
		} {
			r := m.run(t.Context(), strings.Fields(line)...)
			if r.status != command.Usage || r.out != "" || !strings.Contains(r.errors, "\nhint: ") {
				t.Errorf("%s: %+v", line, r)
			}
		}
		m.variables["AMIKA_WORKOS_API_URL"] = "http://example.com"
		for _, line := range []string{"", "--no-wait", "--resume", "status", "token", "logout"} {
			m.run(t.Context(), strings.Fields(line)...).want(t, command.Usage, "", "AMIKA_WORKOS_API_URL", "hint: ")
		}
		m.wantStored(t)
		if n := len(m.server.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
	})
}
