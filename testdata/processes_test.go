package testdata

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

// TestManyProcessesRefreshOnce starts many processes that all find the session
// expired. One of them spends the refresh token, and all print the new token.
func TestManyProcessesRefreshOnce(t *testing.T) {
	t.Parallel()
	server, url := serve(t, &authtest.Server{})
	state := t.TempDir()
	store(t, state, server.Login(-time.Hour))
	program := filepath.Join(programs(t), "amika-login")
	tokens := make([]string, many)
	var wg sync.WaitGroup
	for i := range tokens {
		wg.Go(func() {
			cmd := exec.Command(program, "token")
			cmd.Env = environ("AMIKA_STATE_DIRECTORY="+state, "AMIKA_WORKOS_API_URL="+url)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			out, err := cmd.Output()
			if err != nil || errs.Len() > 0 {
				t.Errorf("process %d: %v\n%s", i, err, &errs)
			}
			tokens[i] = string(out)
		})
	}
	wg.Wait()
	for i, token := range tokens {
		if token != tokens[0] || !strings.HasPrefix(token, "eyJ") {
			t.Errorf("process %d printed %q, process 0 %q", i, token, tokens[0])
		}
	}
	if requests := server.Requests(); len(requests) != 1 {
		t.Errorf("%d requests for a refresh, want 1", len(requests))
		for _, r := range requests {
			t.Logf("at %s: %s", r.At.Format(time.StampMilli), r.Form.Get("refresh_token"))
		}
	}
}

// TestInterruptedLogin ends a waiting login with the signals of Ctrl-C and of a
// shutdown. It leaves no file behind.
func TestInterruptedLogin(t *testing.T) {
	t.Parallel()
	program := filepath.Join(programs(t), "amika-login")
	for _, c := range []struct {
		name   string
		args   []string
		await  authtest.Endpoint // the request after which the signal is sent
		signal syscall.Signal
		status int
	}{
		{"Ctrl-C while waiting", []string{"--no-browser"}, authtest.Device, syscall.SIGINT, 130},
		{"Ctrl-C while polling", []string{"--no-browser"}, authtest.Poll, syscall.SIGINT, 130},
		{"SIGTERM", []string{"--no-browser"}, authtest.Device, syscall.SIGTERM, 143},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server, url := serve(t, &authtest.Server{Interval: time.Second})
			// A poll that is under way is abandoned.
			server.Fail(authtest.Poll, 0, authtest.Delay(time.Minute))
			state := filepath.Join(t.TempDir(), "state")
			cmd := exec.Command(program, c.args...)
			cmd.Env = environ("AMIKA_STATE_DIRECTORY="+state, "AMIKA_WORKOS_API_URL="+url)
			var out, errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(patience); server.Count(c.await) == 0 && time.Now().Before(end); {
				time.Sleep(5 * time.Millisecond)
			}
			if err := cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != c.status || out.Len() > 0 {
				t.Errorf("status %d, want %d; stdout %q, stderr %q", got, c.status, &out, &errs)
			}
			if strings.Contains(errs.String(), "panic") || strings.Contains(errs.String(), "authtest-") {
				t.Errorf("stderr %q", &errs)
			}
			for _, name := range entries(t, state) {
				if !strings.HasSuffix(name, ".lock") {
					t.Errorf("%s is left", name)
				}
			}
		})
	}
}

// TestInterruptedRefresh sends a signal while the refresh token is being spent.
// The answer, which exists nowhere else, is saved before the process ends.
func TestInterruptedRefresh(t *testing.T) {
	t.Parallel()
	server, url := serve(t, &authtest.Server{})
	server.Fail(authtest.Refresh, 0, authtest.Late(3*time.Second))
	state := t.TempDir()
	old := server.Login(-time.Hour)
	store(t, state, old)
	cmd := exec.Command(filepath.Join(programs(t), "amika-login"), "token")
	cmd.Env = environ("AMIKA_STATE_DIRECTORY="+state, "AMIKA_WORKOS_API_URL="+url)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); server.Count(authtest.Refresh) == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 && got != -1 {
		t.Errorf("status %d, want that of an interrupt", got)
	}
	text, err := os.ReadFile(filepath.Join(state, "workos-session.json"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), old.RefreshToken) || !json.Valid(text) {
		t.Error("the refresh token was spent and the new one is not saved")
	}
}

// serve starts a WorkOS server for one test and returns its URL.
func serve(t *testing.T, server *authtest.Server) (*authtest.Server, string) {
	t.Helper()
	url, stop, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return server, url
}

// store stores a session in a directory, as a login does.
func store(t *testing.T, dir string, tokens authtest.Tokens) {
	t.Helper()
	text, err := json.Marshal(map[string]string{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken,
		"email": "dev@example.com", "expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339),
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "workos-session.json"), string(text))
}
