package auth_test

import (
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// People remove lock files that look stale, also those of a login that waits for
// the user.
func TestLocksAreRemovedDuringALogin(t *testing.T) {
	t.Parallel()
	for _, until := range []time.Duration{0, 30 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, time.Hour)
			r.server.ApproveAfter = 3
			if _, err := r.BeginLogin(t.Context()); err != nil {
				t.Fatal(err)
			}
			end := time.Time{}
			if until > 0 {
				end = time.Now().Add(until)
			}
			login, err := r.ResumeLogin(t.Context(), end)
			if err != nil {
				t.Fatal(err)
			}
			defer login.Close()
			r.before(func() {
				for _, path := range []string{r.Store().PendingFile().Path(), r.Store().SessionFile().Path()} {
					_ = os.Remove(path + ".lock")
				}
			})
			session, err := login.Wait(t.Context(), nil)
			if err != nil || !r.stored(t).AccessToken.Equal(session.AccessToken) || session.AccessToken.Equal(r.first.AccessToken) {
				t.Errorf("got %+v, %v", session, err)
			}
		})
	}
}

// The same while a session is refreshed: it is refreshed once.
func TestLocksAreRemovedDuringARefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		first := true
		r.before(func() {
			_ = os.Remove(r.Store().SessionFile().Path() + ".lock")
			if !first {
				return
			}
			first = false
			go func() {
				token, err := r.Token(t.Context())
				if err != nil || token.Value.Equal(r.first.AccessToken) {
					t.Errorf("another: got %+v, %v", token, err)
				}
			}()
			time.Sleep(3 * time.Second)
		})
		token, err := r.Token(t.Context())
		if err != nil || token.Value.Equal(r.first.AccessToken) {
			t.Errorf("got %+v, %v", token, err)
		}
		synctest.Wait()
		time.Sleep(time.Second)
		r.wantRequests(t, 1)
	})
}
