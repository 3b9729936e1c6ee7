package auth_test

import (
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
)

func TestOneRefreshForMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		r.server.Fail(authtest.Refresh, 1, authtest.Delay(2*time.Second))
		var wait sync.WaitGroup
		tokens := make([]auth.Token, 20)
		for i := range tokens {
			wait.Go(func() {
				var err error
				if tokens[i], err = r.Token(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for _, token := range tokens {
			if !token.Value.Equal(r.stored(t).AccessToken) {
				t.Error("another token")
			}
		}
		r.wantRequests(t, 1)
	})
}

func TestTheLockIsTaken(t *testing.T) {
	t.Parallel()
	next := credential.Session{AccessToken: secret.New("by another"), RefreshToken: secret.New("rt")}
	tests := []struct {
		name     string
		life     time.Duration
		after    time.Duration // its holder is done; 0: never
		unlocked bool          // the new session is written without a lock being given back
		took     time.Duration
		status   int
		want     string   // the access token, or empty for the old one
		warning  []string // parts of it
	}{
		{"for ever", -time.Hour, 0, false, 30 * time.Second, 1, "", nil},
		{"for ever, with life left", 30 * time.Second, 0, false, 5 * time.Second, 0, "", []string{"another process is using it", "expires in 25s"}},
		{"until another has refreshed", -time.Hour, 10 * time.Second, false, 10 * time.Second, 0, "by another", nil},
		{"until another has refreshed, with life left", 30 * time.Second, 2 * time.Second, false, 2 * time.Second, 0, "by another", nil},
		{"for ever, and the session is there", -time.Hour, time.Second, true, 30 * time.Second, 0, "by another", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, tt.life)
				lock, err := r.Store().SessionFile().Lock(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer lock.Unlock()
				if tt.after > 0 {
					time.AfterFunc(tt.after, func() {
						if err := lock.Write(t.Context(), next); err != nil {
							t.Error(err)
						}
						if !tt.unlocked {
							lock.Unlock()
						}
					})
				}
				start := time.Now()
				token, err := r.Token(t.Context())
				// The lock is tried every few milliseconds.
				if took := time.Since(start).Truncate(100 * time.Millisecond); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				r.wantRequests(t, 0)
				r.wantWarning(t, tt.warning...)
				if tt.status != 0 {
					r.wantStatus(t, err, tt.status, "another process is using it")
					return
				}
				want := tt.want
				if want == "" {
					want = r.first.AccessToken.Reveal()
				}
				if err != nil || token.Value.Reveal() != want {
					t.Errorf("got %+v, %v", token, err)
				}
			})
		})
	}
}

// A lock that comes late leaves no time for the answer: unheard, it would be a
// session lost.
func TestNoTimeLeftToSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		lock, err := r.Store().SessionFile().Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(10500*time.Millisecond, lock.Unlock)
		_, err = r.Token(t.Context())
		r.wantStatus(t, err, 1, "refreshing the session: another process took too long to do it")
		r.wantRequests(t, 0)
	})
}

// What happens to the file between the look at it and the lock.
func TestChangesBeforeTheSend(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(t *testing.T, r *rig)
		status int
		parts  []string
	}{
		{"logout", func(t *testing.T, r *rig) {
			if removed, err := r.Store().SessionFile().Remove(t.Context()); !removed || err != nil {
				t.Error(removed, err)
			}
		}, 4, []string{"removed"}},
		{"a definite refusal to another process", func(t *testing.T, r *rig) {
			session := r.first
			session.RefreshToken = secret.String{}
			r.save(t, session)
		}, 4, []string{"another process was refused"}},
		{"garbage", func(t *testing.T, r *rig) {
			if err := os.WriteFile(r.Store().SessionFile().Path(), []byte("garbage"), 0o600); err != nil {
				t.Error(err)
			}
		}, 1, []string{"it is not a JSON object"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, -time.Hour)
				tt.change(t, r)
				_, err := r.Refresh(t.Context(), r.first, auth.MinTTL, auth.Persistent)
				r.wantStatus(t, err, tt.status, tt.parts...)
				r.wantRequests(t, 0)
			})
		})
	}
}

// What happens to the file while the request is under way, by programs that
// don't heed the lock. refuse is whether the server refuses the token.
func TestChangesDuringTheSend(t *testing.T) {
	t.Parallel()
	remove := func(r *rig) error { return os.Remove(r.Store().SessionFile().Path()) }
	write := func(text string) func(*rig) error {
		return func(r *rig) error { return os.WriteFile(r.Store().SessionFile().Path(), []byte(text), 0o600) }
	}
	const other = `{"access_token": "of another login", "refresh_token": "rt2"}`
	const otherExpired = `{"access_token": "of another login", "refresh_token": "rt2", "expires_at": "1999-01-01T00:00:00Z"}`
	tests := []struct {
		name    string
		change  func(*rig) error
		refuse  bool
		status  int
		want    string // the access token; empty for what the server gave
		warning []string
		left    string // what the file holds then; empty for nothing
	}{
		{"logout", remove, false, 4, "", nil, ""},
		{"logout and refusal", remove, true, 4, "", nil, ""},
		{"another login", write(other), false, 0, "of another login", nil, other},
		{"another login and refusal", write(other), true, 0, "of another login", nil, other},
		{"another login that has expired", write(otherExpired), false, 1, "", nil, otherExpired},
		{"garbage", write("garbage"), false, 0, "", []string{"THE REFRESHED SESSION IS NOT SAVED", "it is not a JSON object"}, "garbage"},
		{"garbage and refusal", write("garbage"), true, 1, "", nil, "garbage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, -time.Hour)
				if tt.refuse {
					r.server.End()
				}
				r.after(func() {
					if err := tt.change(r); err != nil {
						t.Error(err)
					}
				})
				token, err := r.Token(t.Context())
				r.wantRequests(t, 1)
				r.wantWarning(t, tt.warning...)
				got, _ := os.ReadFile(r.Store().SessionFile().Path())
				if string(got) != tt.left {
					t.Errorf("the file holds %s, want %s", got, tt.left)
				}
				if found := r.temporaries(); found != nil {
					t.Errorf("left behind: %q", found)
				}
				switch {
				case tt.status != 0:
					r.wantStatus(t, err, tt.status)
				case err != nil || tt.want != "" && token.Value.Reveal() != tt.want || tt.want == "" && !strings.HasPrefix(token.Value.Reveal(), "ey"):
					t.Errorf("got %q, %v", token.Value.Reveal(), err)
				}
			})
		})
	}
}
