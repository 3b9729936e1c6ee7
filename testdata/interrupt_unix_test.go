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

// TestInterruptedLogin ends a waiting login with the signals of Ctrl-C, of a
// shutdown and of a terminal that is closed. It leaves no file behind, and the old
// session as it was.
func TestInterruptedLogin(t *testing.T) {
	t.Parallel()
	program := filepath.Join(programs(t), "amika-login")
	for _, c := range []struct {
		name   string
		args   []string
		await  authtest.Endpoint // the request after which the signal is sent
		signal syscall.Signal
		status int // -1: ended by the signal
	}{
		{"Ctrl-C while waiting", []string{"--no-browser"}, authtest.Device, syscall.SIGINT, 130},
		{"Ctrl-C while polling", []string{"--no-browser"}, authtest.Poll, syscall.SIGINT, 130},
		{"Ctrl-C before there is a code", []string{"--no-wait"}, authtest.Device, syscall.SIGINT, 130},
		{"SIGTERM", []string{"--no-browser"}, authtest.Device, syscall.SIGTERM, 143},
		{"SIGHUP", []string{"--no-browser"}, authtest.Poll, syscall.SIGHUP, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server, url := serve(t, &authtest.Server{Interval: time.Second})
			// A poll that is under way is abandoned.
			server.Fail(authtest.Poll, 0, authtest.Delay(time.Minute))
			if c.args[0] == "--no-wait" {
				server.Fail(authtest.Device, 0, authtest.Delay(time.Minute))
			}
			state := t.TempDir()
			store(t, state, server.Login(time.Hour))
			before, _ := os.ReadFile(filepath.Join(state, "workos-session.json"))
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
				if !strings.HasSuffix(name, ".lock") && name != "workos-session.json" {
					t.Errorf("%s is left", name)
				}
			}
			if after, err := os.ReadFile(filepath.Join(state, "workos-session.json")); err != nil || !bytes.Equal(after, before) {
				t.Errorf("the session was %s, and is %s, %v", before, after, err)
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
