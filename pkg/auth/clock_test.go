package auth_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/secret"
)

// Our clock is wrong by an hour, or by just as much as matters.
func TestAWrongClock(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{time.Hour, 290 * time.Second, 0, -290 * time.Second, -time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, -2*time.Hour)
			r.now = func() time.Time { return time.Now().Add(ahead) }
			var wait sync.WaitGroup
			for range 50 {
				wait.Go(func() {
					token, err := r.Token(t.Context())
					if err != nil || !token.Value.Equal(r.stored(t).AccessToken) {
						t.Errorf("%v: got %+v, %v", ahead, token, err)
					}
				})
			}
			wait.Wait()
			r.wantRequests(t, 1)
			if ahead.Abs() > 2*time.Minute {
				r.wantWarning(t, "the clock of this machine is ", map[bool]string{true: "ahead", false: "behind"}[ahead > 0])
			} else {
				r.wantWarning(t)
			}
			// The token lives for five minutes, whatever the clock says.
			time.Sleep(3 * time.Minute)
			if _, err := r.Token(t.Context()); err != nil {
				t.Error(err)
			}
			r.wantRequests(t, 1)
			time.Sleep(2*time.Minute + time.Second)
			if _, err := r.Token(t.Context()); err != nil {
				t.Error(err)
			}
			r.wantRequests(t, 2)
		})
	}
}

// The clock is set back after the session was stored, or another program has
// stored it by a clock that is behind.
func TestTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 5*time.Minute)
		r.now = func() time.Time { return time.Now().Add(-time.Hour) }
		for range 3 {
			token, err := r.Token(t.Context())
			if err != nil || token.Value.Equal(r.first.AccessToken) {
				t.Errorf("got %+v, %v", token, err)
			}
		}
		r.wantRequests(t, 1)
		time.Sleep(5 * time.Minute)
		if _, err := r.Token(t.Context()); err != nil {
			t.Error(err)
		}
		r.wantRequests(t, 2)
	})
}

// The file's expires_at decides if nothing speaks against it.
func TestTheFileDecides(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		session := r.first
		session.ExpiresAt = time.Now().Add(24 * time.Hour)
		r.save(t, session)
		token, err := r.TokenFor(t.Context(), auth.MinTTL)
		if err != nil || !token.Value.Equal(r.first.AccessToken) {
			t.Errorf("got %+v, %v", token, err)
		}
		session.AccessToken = secret.New("opaque")
		r.save(t, session)
		if _, err := r.Token(t.Context()); err != nil {
			t.Error(err)
		}
		r.wantRequests(t, 0)
	})
}
