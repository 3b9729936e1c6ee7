package auth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/authtest"
)

// The disk fails after the token was spent.
func TestSavingFails(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a directory with an open file can't be renamed there")
	}
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		r.after(func() {
			if err := errors.Join(os.Rename(r.dir, r.dir+".gone"), os.WriteFile(r.dir, nil, 0o600)); err != nil {
				t.Error(err)
			}
		})
		token, err := r.Token(t.Context())
		if err != nil || token.Value.Equal(r.first.AccessToken) {
			t.Errorf("got %+v, %v", token, err)
		}
		r.wantWarning(t, "THE REFRESHED SESSION IS NOT SAVED", "run 'amika auth login'")
	})
}

// Something takes the temporary file away: there is still the disk.
func TestSavingWorksTheSecondTime(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("an open file can't be removed there")
	}
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		r.after(func() {
			for _, path := range r.temporaries() {
				if err := os.Remove(path); err != nil {
					t.Error(err)
				}
			}
		})
		token, err := r.Token(t.Context())
		if err != nil || !token.Value.Equal(r.stored(t).AccessToken) || token.Value.Equal(r.first.AccessToken) {
			t.Errorf("got %+v, %v", token, err)
		}
		r.wantWarning(t)
	})
}

func TestRoomIsMadeBeforeTheSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		r.before(func() {
			found := r.temporaries()
			if len(found) != 1 {
				t.Fatalf("temporary files: %q", found)
			}
			if info, err := os.Stat(found[0]); err != nil || info.Size() < 16<<10 || info.Mode().Perm() != private {
				t.Errorf("%v, %v", info, err)
			}
		})
		if _, err := r.Token(t.Context()); err != nil {
			t.Error(err)
		}
		r.wantRequests(t, 1)
	})
}

// A name so long that no temporary file beside it is possible stands in for a
// directory that can't be written, which means nothing to root.
func TestATokenThatCannotBeSavedIsNotSpent(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("not all may make symbolic links there")
	}
	for _, life := range []time.Duration{-time.Hour, 30 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, life)
			path := r.Store().SessionFile().Path()
			long := filepath.Join(r.dir, strings.Repeat("x", 250))
			if err := errors.Join(os.Rename(path, long), os.Symlink(long, path)); err != nil {
				t.Fatal(err)
			}
			_, err := r.Token(t.Context())
			if life < 0 {
				r.wantStatus(t, err, 1, "refreshing the session: writing "+path)
			} else if r.wantWarning(t, "writing "+path); err != nil {
				t.Error(err)
			}
			r.wantRequests(t, 0)
		})
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	why := errors.New("the user's reason")
	tests := []struct {
		name  string
		fault authtest.Fault
		at    time.Duration // when the context ends
		took  time.Duration
		saved bool
	}{
		{"while the answer is awaited", authtest.Late(3 * time.Second), time.Second, 3 * time.Second, true},
		{"while the answer is awaited, which is lost", authtest.Delay(time.Hour), time.Second, 20 * time.Second, false},
		{"between two requests", authtest.Status(503, ""), 1500 * time.Millisecond, 1500 * time.Millisecond, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, -time.Hour)
				r.server.Fail(authtest.Refresh, 0, tt.fault)
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(tt.at, func() { cancel(why) })
				start := time.Now()
				if _, err := r.Token(ctx); !errors.Is(err, why) {
					t.Errorf("got %v", err)
				}
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if saved := !r.stored(t).AccessToken.Equal(r.first.AccessToken); saved != tt.saved {
					t.Errorf("saved: %v", saved)
				}
			})
		})
	}
}
