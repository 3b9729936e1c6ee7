//go:build unix

package auth_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
)

// A household is a directory and a server that programs share.
type household struct {
	server *authtest.Server
	store  *credential.Store
	env    []string
}

// newHousehold starts a server on loopback, and logs in with an access token
// that has expired. around is called with each request.
func newHousehold(t *testing.T, around func(next http.Handler) http.Handler) *household {
	t.Helper()
	h := &household{server: &authtest.Server{}}
	server := httptest.NewServer(around(h.server))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	h.env = append(os.Environ(), childVariable+"=1", credential.DirectoryVariable+"="+dir, auth.EnvURL+"="+server.URL)
	h.store = credential.NewStore(func(string) (string, bool) { return dir, true }, nil)
	lock, err := h.store.SessionFile().Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	tokens := h.server.Login(-time.Hour)
	err = lock.Write(t.Context(), credential.Session{
		AccessToken: secret.New(tokens.AccessToken), RefreshToken: secret.New(tokens.RefreshToken), ExpiresAt: tokens.ExpiresAt,
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *household) program(t *testing.T) (cmd *exec.Cmd, stdout, stderr *strings.Builder) {
	t.Helper()
	stdout, stderr = new(strings.Builder), new(strings.Builder)
	cmd = exec.Command(os.Args[0])
	cmd.Env, cmd.Stdout, cmd.Stderr = h.env, stdout, stderr
	return cmd, stdout, stderr
}

func (h *household) accessToken(t *testing.T) string {
	t.Helper()
	session, err := h.store.SessionFile().Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return session.AccessToken.Reveal()
}

func TestAHundredProcesses(t *testing.T) {
	t.Parallel()
	h := newHousehold(t, func(next http.Handler) http.Handler { return next })
	barrier, start, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	const processes = 100
	outputs, errors := make([]*strings.Builder, processes), make([]*strings.Builder, processes)
	var wait sync.WaitGroup
	for i := range processes {
		var cmd *exec.Cmd
		cmd, outputs[i], errors[i] = h.program(t)
		cmd.Stdin = barrier
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	_ = barrier.Close()
	_ = start.Close()
	wait.Wait()
	want := h.accessToken(t) + "\n"
	for i := range processes {
		if outputs[i].String() != want || errors[i].String() != "" {
			t.Errorf("a process printed %q and %q", outputs[i], errors[i])
		}
	}
	if got := h.server.Count(authtest.Refresh); got != 1 {
		t.Errorf("%d requests were made, want 1", got)
	}
}

// A signal comes while the token is spent: the pair is saved, and the process
// ends as the signal asks for.
func TestSignalsDuringTheSend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		signal syscall.Signal
		want   string
	}{
		{syscall.SIGINT, "exit status 130"},
		{syscall.SIGTERM, "exit status 143"},
		{syscall.SIGHUP, "signal: hangup"},
	}
	for _, tt := range tests {
		t.Run(tt.signal.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(tt.signal) {
				// A program inherits that from what runs the tests, but not a handler.
				handled := make(chan os.Signal, 1)
				signal.Notify(handled, tt.signal)
				t.Cleanup(func() { signal.Stop(handled) })
			}
			process := make(chan *os.Process, 1)
			h := newHousehold(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					child := <-process
					if err := child.Signal(tt.signal); err != nil {
						t.Error(err)
					}
					waitForSignal(t, child.Pid)
					next.ServeHTTP(w, r)
				})
			})
			before := h.accessToken(t)
			cmd, stdout, _ := h.program(t)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			process <- cmd.Process
			if err := cmd.Wait(); err == nil || err.Error() != tt.want {
				t.Errorf("it ended with %v, want %s", err, tt.want)
			}
			if stdout.String() != "" {
				t.Errorf("it printed %q", stdout)
			}
			if h.accessToken(t) == before {
				t.Error("the pair is lost")
			}
		})
	}
}

// waitForSignal gives a process the time to take its signal.
func waitForSignal(t *testing.T, pid int) {
	t.Helper()
	for range 20 {
		time.Sleep(5 * time.Millisecond)
		status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
		if err != nil {
			continue // no such thing here: the whole time is waited
		}
		const none = ":\t0000000000000000\n"
		if text := string(status); strings.Contains(text, "ShdPnd"+none) && strings.Contains(text, "SigPnd"+none) {
			time.Sleep(10 * time.Millisecond)
			return
		}
	}
}

// A signal that was ignored when the program started stays ignored.
func TestIgnoredSignals(t *testing.T) {
	t.Parallel()
	process := make(chan *os.Process, 1)
	h := newHousehold(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := (<-process).Signal(syscall.SIGHUP); err != nil {
				t.Error(err)
			}
			next.ServeHTTP(w, r)
		})
	})
	cmd, stdout, stderr := h.program(t)
	// The shell becomes the program, with the signal ignored.
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", `trap "" HUP; exec "$0"`, os.Args[0]}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	process <- cmd.Process
	if err := cmd.Wait(); err != nil || stdout.String() != h.accessToken(t)+"\n" {
		t.Errorf("%v; it printed %q and %q", err, stdout, stderr)
	}
}
