package auth_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

func TestWhenATokenIsRefreshed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		life, minTTL time.Duration
		want         int // requests
	}{
		{"61 s are left", 61 * time.Second, auth.MinTTL, 0},
		{"59 s are left", 59 * time.Second, auth.MinTTL, 1},
		{"expired", -time.Hour, auth.MinTTL, 1},
		{"little is wanted", 10 * time.Second, 5 * time.Second, 0},
		{"nothing is wanted of an expired one", -time.Second, 0, 1},
		{"a negative time is nothing", 10 * time.Second, -time.Hour, 0},
		{"more is wanted than there ever is", 4 * time.Minute, time.Hour, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, tt.life)
				token, err := r.TokenFor(t.Context(), tt.minTTL)
				if err != nil {
					t.Fatal(err)
				}
				r.wantRequests(t, tt.want)
				r.wantWarning(t)
				stored := r.stored(t)
				if !token.Value.Equal(stored.AccessToken) || !token.ExpiresAt.Equal(stored.ExpiresAt) || token.Method != credential.Login {
					t.Errorf("got %+v, and stored is %+v", token, stored)
				}
				if refreshed := !token.Value.Equal(r.first.AccessToken); refreshed != (tt.want > 0) {
					t.Errorf("refreshed: %v", refreshed)
				}
				if found := r.temporaries(); found != nil {
					t.Errorf("left behind: %q", found)
				}
			})
		})
	}
}

func TestATokenWhoseExpiryNobodyKnows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		r.save(t, credential.Session{AccessToken: secret.New("opaque"), RefreshToken: secret.New("rt")})
		token, err := r.Token(t.Context())
		if err != nil || token.Value.Reveal() != "opaque" || !token.ExpiresAt.IsZero() {
			t.Errorf("got %+v, %v", token, err)
		}
		r.wantRequests(t, 0)
	})
}

// What the server does, how often it is asked, and what comes of it.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	const expired, alive = -time.Hour, 30 * time.Second
	tests := []struct {
		name     string
		life     time.Duration
		nth      int // the request that meets the fault; 0 is all
		fault    authtest.Fault
		requests int
		took     time.Duration
		status   int      // 0: a new token, or the old one with a warning
		parts    []string // of the error or the warning
	}{
		{"a dropped connection", expired, 1, authtest.Drop(), 2, time.Second, 0, nil},
		{"a lost answer is given again", expired, 1, authtest.Lose(), 2, time.Second, 0, nil},
		{"half an answer", expired, 1, authtest.Truncate(), 2, time.Second, 0, nil},
		{"a page", expired, 1, authtest.HTML(200), 2, time.Second, 0, nil},
		{"an answer without a token", expired, 1, authtest.Member("access_token", `""`), 2, time.Second, 0, nil},
		{"null", expired, 1, authtest.Body(200, "null"), 2, time.Second, 0, nil},
		{"status 408", expired, 1, authtest.Status(408, ""), 2, time.Second, 0, nil},
		{"status 429", expired, 1, authtest.Status(429, "7"), 2, 7 * time.Second, 0, nil},
		{"status 429 for longer than the window", expired, 1, authtest.Status(429, "26"), 1, 0, 1, []string{"Too Many Requests"}},
		{"status 503", expired, 1, authtest.Status(503, ""), 2, time.Second, 0, nil},
		{"status 503 for ever", expired, 0, authtest.Status(503, ""), 5, 15 * time.Second, 1, []string{"refreshing the session: 127.0.0.1:1: Service Unavailable"}},
		{"silence", expired, 0, authtest.Delay(time.Hour), 2, 30 * time.Second, 1, []string{"no answer in time"}},
		{"another refusal", expired, 0, authtest.OAuthError(400, "invalid_client", "Who?"), 1, 0, 1, []string{"Who? (invalid_client)"}},
		{"status 401", expired, 0, authtest.Status(401, ""), 1, 0, 1, nil},
		{"status 403 of a portal", expired, 0, authtest.HTML(403), 1, 0, 1, []string{"403"}},
		{"a redirect", expired, 0, authtest.Redirect("http://127.0.0.1:1/user_management/authenticate"), 1, 0, 1, []string{"redirect"}},
		{"life left and status 503", alive, 0, authtest.Status(503, ""), 1, 0, 0, []string{"Service Unavailable", "the token that is used expires in 30s"}},
		{"life left and silence", alive, 0, authtest.Delay(time.Hour), 1, 20 * time.Second, 0, []string{"no answer in time", "expires in 10s"}},
		{"life left and a refusal", alive, 0, authtest.Status(400, ""), 1, 0, 0, []string{"Bad Request", "expires in 30s"}},
		{"hardly any life left", 4 * time.Second, 1, authtest.Status(503, ""), 2, time.Second, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, tt.life)
				r.server.Fail(authtest.Refresh, tt.nth, tt.fault)
				start := time.Now()
				token, err := r.Token(t.Context())
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				r.wantRequests(t, tt.requests)
				for _, request := range r.server.Requests() {
					if request.Form.Get("refresh_token") != r.first.RefreshToken.Reveal() || request.Form.Get("client_id") != "client_test" {
						t.Errorf("sent %v", request.Form)
					}
				}
				stored := r.stored(t)
				if tt.status != 0 {
					r.wantStatus(t, err, tt.status, tt.parts...)
				} else if r.wantWarning(t, tt.parts...); err != nil || !token.Value.Equal(stored.AccessToken) {
					t.Errorf("got %+v, %v", token, err)
				}
				kept := stored.RefreshToken.Equal(r.first.RefreshToken)
				if want := tt.status != 0 || tt.parts != nil; kept != want {
					t.Errorf("the session was kept: %v, want %v", kept, want)
				}
			})
		})
	}
}

func TestDefiniteRefusal(t *testing.T) {
	t.Parallel()
	for _, life := range []time.Duration{-time.Hour, 30 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, life)
			r.server.End()
			_, err := r.Token(t.Context())
			r.wantStatus(t, err, 4, "invalid_grant", "the session has ended")
			stored := r.stored(t)
			if stored.RefreshToken.Reveal() != "" || stored.Email != "before@example.com" || !stored.AccessToken.Equal(r.first.AccessToken) {
				t.Errorf("stored is %+v", stored)
			}
			r.wantWarning(t)
			// Nobody sends it again, and what life the access token has is used.
			token, err := r.Token(t.Context())
			if life < 0 {
				r.wantStatus(t, err, 4, "it has no refresh token")
			} else if err != nil || !token.Value.Equal(r.first.AccessToken) {
				t.Errorf("got %+v, %v", token, err)
			} else {
				r.wantWarning(t, "the session ends in 30s", "run 'amika auth login'")
			}
			r.wantRequests(t, 1)
		})
	}
}

func TestFailedDials(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ failing, dials int }{{1, 2}, {9, 2}} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, -time.Hour)
			dials, dial := 0, r.transport.(*http.Transport).DialContext
			r.transport = workos.NewTransport(func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials++; dials <= tt.failing {
					return nil, errors.New("no route")
				}
				return dial(ctx, network, address)
			})
			start := time.Now()
			_, err := r.Token(t.Context())
			if dials != tt.dials || time.Since(start) != time.Second {
				t.Errorf("%d dials in %v", dials, time.Since(start))
			}
			if tt.failing == 1 && err != nil {
				t.Error(err)
			}
			if tt.failing > 1 {
				r.wantStatus(t, err, 1, "no route")
			}
		})
	}
}

// A request that is repeated later than the server allows ends the session, so
// the window counts from the first one that may have arrived, by a clock that
// goes on while the machine sleeps.
func TestTheWindowAfterSleep(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{25 * time.Second, -time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, -time.Hour)
			r.server.Fail(authtest.Refresh, 0, authtest.Lose())
			var slept time.Duration
			r.now = func() time.Time { return time.Now().Add(slept) }
			r.after(func() { slept += jump })
			_, err := r.Token(t.Context())
			r.wantStatus(t, err, 1)
			r.wantRequests(t, 1)
		})
	}
}

func TestStatusMakesOneAttempt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault authtest.Fault
		took  time.Duration
	}{{authtest.Status(503, ""), 0}, {authtest.Delay(time.Hour), 20 * time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, -time.Hour)
			r.server.Fail(authtest.Refresh, 0, tt.fault)
			start := time.Now()
			_, err := r.Refresh(t.Context(), r.first, auth.MinTTL, auth.Brief)
			r.wantStatus(t, err, 1)
			if took := time.Since(start); took != tt.took {
				t.Errorf("took %v, want %v", took, tt.took)
			}
			r.wantRequests(t, 1)
		})
	}
}

func TestWhatTheAnswerLeavesOutIsKept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault authtest.Fault
		want  func(old, got credential.Session) bool
	}{
		{"nothing", authtest.ContentType("application/json"), func(_, got credential.Session) bool {
			return got.UserID == "user_01TEST" && got.Email == "dev@example.com" && got.OrganizationID == "org_01TEST"
		}},
		{"the refresh token", authtest.Member("refresh_token", ""), func(old, got credential.Session) bool {
			return got.RefreshToken.Equal(old.RefreshToken)
		}},
		{"the user", authtest.Member("user", ""), func(_, got credential.Session) bool {
			return got.UserID == "user_before" && got.Email == "before@example.com"
		}},
		{"the organization", authtest.Member("organization_id", "null"), func(_, got credential.Session) bool {
			return got.OrganizationID == "org_before"
		}},
		{"the expiry", authtest.Member("access_token", `"opaque"`), func(_, got credential.Session) bool {
			return got.AccessToken.Reveal() == "opaque" && got.ExpiresAt.IsZero()
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, -time.Hour)
				r.server.Fail(authtest.Refresh, 0, tt.fault)
				if _, err := r.Token(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := r.stored(t); !tt.want(r.first, got) {
					t.Errorf("stored is %+v", got)
				}
			})
		})
	}
}

func TestUnknownMembersSurviveARefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		path := filepath.Join(r.dir, "workos-session.json")
		text := `{"theirs": [1, 2], "refresh_token": "` + r.first.RefreshToken.Reveal() + `"}`
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(got), `"theirs": [1, 2]`) || strings.Contains(string(got), r.first.RefreshToken.Reveal()+`"`) {
			t.Errorf("the file holds %s, %v", got, err)
		}
	})
}
