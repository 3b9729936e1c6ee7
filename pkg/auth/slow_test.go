package auth_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
)

// The token is spent when the request arrives, so an answer that comes late must
// still be heard.
func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	for _, effort := range []auth.Effort{auth.Persistent, auth.Brief} {
		for _, life := range []time.Duration{-time.Hour, 10 * time.Second, 30 * time.Second} {
			for _, late := range []time.Duration{6 * time.Second, 12 * time.Second, 18 * time.Second} {
				t.Run(fmt.Sprint(effort, life, late), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						r := newRig(t, life)
						r.server.Fail(authtest.Refresh, 0, authtest.Late(late))
						session, err := r.Refresh(t.Context(), r.first, auth.MinTTL, effort)
						stored := r.stored(t)
						if err != nil || !session.AccessToken.Equal(stored.AccessToken) || stored.RefreshToken.Equal(r.first.RefreshToken) {
							t.Errorf("got %+v, %v", session, err)
						}
						r.wantRequests(t, 1)
						r.wantWarning(t)
					})
				})
			}
		}
	}
}

// An answer that comes when the lock was waited for as long as possible.
func TestSlowAnswerAfterALock(t *testing.T) {
	t.Parallel()
	for life, held := range map[time.Duration]time.Duration{-time.Hour: 9 * time.Second, 40 * time.Second: 4 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, life)
			r.server.Fail(authtest.Refresh, 0, authtest.Late(19*time.Second))
			lock, err := r.Store().SessionFile().Lock(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(held, lock.Unlock)
			start := time.Now()
			token, err := r.Token(t.Context())
			if err != nil || !token.Value.Equal(r.stored(t).AccessToken) || token.Value.Equal(r.first.AccessToken) {
				t.Errorf("got %+v, %v", token, err)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
