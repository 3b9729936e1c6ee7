package testdata

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

// TestStorms starts twelve processes on one expired session, again and again. No
// round loses the session or spends more than one refresh token.
func TestStorms(t *testing.T) {
	t.Parallel()
	rounds := 30
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		server, url := serve(t, &authtest.Server{})
		state := t.TempDir()
		store(t, state, server.Login(-time.Hour))
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if out, errs, err := printed(t, state, url); err != nil || errs != "" || !strings.HasPrefix(out, "eyJ") {
					t.Errorf("round %d: printed %d bytes, %v\n%s", round, len(out), err, errs)
				}
			})
		}
		wg.Wait()
		if requests := server.Requests(); len(requests) != 1 {
			t.Errorf("round %d: %d requests for a refresh, want 1", round, len(requests))
		}
		if names := strings.Join(entries(t, state), " "); strings.Contains(names, ".tmp") {
			t.Errorf("round %d: the directory holds %s", round, names)
		}
	}
}

// printed returns what amika-login token prints.
func printed(t *testing.T, state, url string) (out, errs string, err error) {
	t.Helper()
	cmd := exec.Command(filepath.Join(programs(t), "amika-login"), "token")
	cmd.Env = environ("AMIKA_STATE_DIRECTORY="+state, "AMIKA_WORKOS_API_URL="+url)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

// TestSessionFileHeldOpen refreshes a session whose file another program has open,
// such as an indexer: for a moment, and for as long as the refresh takes. On
// Windows a file that is open so can't be replaced.
func TestSessionFileHeldOpen(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]time.Duration{"for a moment": time.Second, "all the time": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, url := serve(t, &authtest.Server{})
			state := t.TempDir()
			first := server.Login(-time.Hour)
			store(t, state, first)
			file, err := os.Open(filepath.Join(state, "workos-session.json"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if held > 0 {
				defer time.AfterFunc(held, func() { file.Close() }).Stop()
			}
			refreshed, errs, err := printed(t, state, url)
			if err != nil || errs != "" || !strings.HasPrefix(refreshed, "eyJ") || refreshed == first.AccessToken+"\n" {
				t.Fatalf("printed %d bytes, %v\n%s", len(refreshed), err, errs)
			}
			// The new session was stored.
			again, errs, err := printed(t, state, url)
			if err != nil || errs != "" || again != refreshed {
				t.Errorf("the second process printed something else: %v\n%s", err, errs)
			}
			if requests := server.Requests(); len(requests) != 1 {
				t.Errorf("%d requests for a refresh, want 1", len(requests))
			}
		})
	}
}
