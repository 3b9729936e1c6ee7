package auth_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/workos"
)

// spoil makes the session file one that can't be replaced.
func (r *rig) spoil(t *testing.T) {
	t.Helper()
	path := r.Store().SessionFile().Path()
	if err := errors.Join(os.Remove(path), os.MkdirAll(filepath.Join(path, "full"), 0o700)); err != nil {
		t.Error(err)
	}
}

// The tokens of a login that can't be stored are revoked: nobody has them.
func TestUnsavedTokensAreRevoked(t *testing.T) {
	t.Parallel()
	for _, twoSteps := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, time.Hour)
			r.server.ApproveAfter = 1
			start := func() (*auth.Login, error) { return r.StartLogin(t.Context()) }
			if twoSteps {
				start = func() (*auth.Login, error) {
					if _, err := r.BeginLogin(t.Context()); err != nil {
						t.Fatal(err)
					}
					return r.ResumeLogin(t.Context(), time.Time{})
				}
			}
			login, err := start()
			if err != nil {
				t.Fatal(err)
			}
			defer login.Close()
			r.spoil(t)
			if _, err := login.Wait(t.Context(), nil); err == nil || auth.ResultOf(err) != auth.ResultFailed {
				t.Errorf("got %v", err)
			}
			if n := r.server.Count(authtest.Logout); n != 1 {
				t.Errorf("%d sessions were ended, want 1", n)
			}
		})
	}
}

// However often it is asked for, the result of a login is the same for ten
// minutes.
func TestTheResultStays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		result auth.Result
		end    func(s *authtest.Server)
	}{
		{auth.ResultLoggedIn, func(s *authtest.Server) { s.Approve() }},
		{auth.ResultDenied, func(s *authtest.Server) { s.Deny() }},
		{auth.ResultExpired, (*authtest.Server).Expire},
		{auth.ResultFailed, func(s *authtest.Server) { s.Fail(authtest.Poll, 0, authtest.Status(400, "")) }},
	}
	for _, tt := range tests {
		t.Run(string(tt.result), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, time.Hour)
				if _, err := r.BeginLogin(t.Context()); err != nil {
					t.Fatal(err)
				}
				tt.end(r.server)
				first := ""
				for i := range 3 {
					login, err := r.ResumeLogin(t.Context(), time.Time{})
					if err != nil {
						t.Fatal(err)
					}
					session, err := login.Wait(t.Context(), nil)
					login.Close()
					if got := auth.ResultOf(err); got != tt.result {
						t.Errorf("got %s: %v", got, err)
					}
					if tt.result == auth.ResultLoggedIn && session.Email != "dev@example.com" {
						t.Errorf("logged in as %q", session.Email)
					}
					if err != nil && i > 0 && (err.Error() != first || hint.Of(err) == "" || hint.ExitCode(err, 1) != 1) {
						t.Errorf("got %v, want %s", err, first)
					}
					if err != nil {
						first = err.Error()
					}
					time.Sleep(4 * time.Minute)
				}
				if n := r.server.Count(authtest.Poll); n != 1 {
					t.Errorf("%d polls", n)
				}
				if _, err := r.PendingLogin(t.Context()); !errors.Is(err, auth.ErrNothingPending) {
					t.Errorf("still pending: %v", err)
				}
				if _, err := r.ResumeLogin(t.Context(), time.Time{}); !errors.Is(err, auth.ErrNothingPending) || hint.ExitCode(err, 1) != 4 {
					t.Errorf("after 12 minutes: %v", err)
				}
			})
		})
	}
}

// A login that is interrupted while its tokens arrive is no login.
func TestInterruptedAtTheLastMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, time.Hour)
		r.server.ApproveAfter = 1
		if _, err := r.BeginLogin(t.Context()); err != nil {
			t.Fatal(err)
		}
		login, err := r.ResumeLogin(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		defer login.Close()
		ctx, cancel := context.WithCancel(t.Context())
		next := r.transport
		r.transport = roundTripper(func(request *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(request)
			if err == nil {
				body, _ := io.ReadAll(response.Body)
				response.Body = io.NopCloser(bytes.NewReader(body))
			}
			cancel()
			return response, err
		})
		if session, err := login.Wait(ctx, nil); err == nil {
			t.Errorf("got %+v", session)
		}
		if n := r.server.Count(authtest.Logout); n != 1 {
			t.Errorf("%d sessions were ended, want 1", n)
		}
		if stored := r.stored(t); !stored.AccessToken.Equal(r.first.AccessToken) {
			t.Errorf("stored: %+v", stored)
		}
	})
}

func TestStillPending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, time.Hour)
		if _, err := r.BeginLogin(t.Context()); err != nil {
			t.Fatal(err)
		}
		login, err := r.ResumeLogin(t.Context(), time.Now().Add(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		defer login.Close()
		// Another process sees that this one is at it.
		if _, err := r.ResumeLogin(t.Context(), time.Now().Add(time.Second)); !errors.Is(err, workos.ErrPending) || hint.ExitCode(err, 1) != 5 {
			t.Errorf("beside another: %v", err)
		}
		if _, err := login.Wait(t.Context(), nil); !errors.Is(err, workos.ErrPending) || hint.ExitCode(err, 1) != 5 {
			t.Errorf("got %v", err)
		}
		if pending, err := r.PendingLogin(t.Context()); err != nil || pending.UserCode == "" {
			t.Errorf("got %+v, %v", pending, err)
		}
	})
}
