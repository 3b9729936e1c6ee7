package testdata

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
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
	if emulated {
		tokens = tokens[:20]
	}
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
