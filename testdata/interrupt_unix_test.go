//go:build unix

package testdata

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

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
