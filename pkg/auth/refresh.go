package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"amika.dev/pkg/credential"
)

// An Effort is how long a refresh is tried.
type Effort int

const (
	// Persistent tries for 30 seconds in all, or like Brief while the old token
	// is still valid and can be used instead.
	Persistent Effort = iota
	// Brief sends one request and takes 5 seconds in all.
	Brief
)

const (
	persistentTimeout = 30 * time.Second
	briefTimeout      = 5 * time.Second
	// replayWindow limits how long after its first use a refresh token is sent
	// again. It is good for one use, but the server repeats its answer for about
	// 30 seconds. After that it takes a repeated token for theft and ends the
	// session.
	replayWindow = 25 * time.Second
	// minSend is the minimum time left for which a request is started: a request
	// that is cut off may have spent the token without an answer.
	minSend   = time.Second
	firstWait = time.Second // before the second request; each further one waits twice as long
)

// Refresh returns session, which was read from the store, unchanged if its access
// token is valid for at least minTTL. Otherwise it refreshes it, stores the
// result and returns that, or what another process stored meanwhile. If that
// fails, a session that is still valid is returned with a warning.
//
// No outage costs the session. The error is [ErrSessionEnded] only if the session
// was removed or the server has refused its refresh token for good.
func (s *Source) Refresh(ctx context.Context, session credential.Session, minTTL time.Duration, effort Effort) (credential.Session, error) {
	s.init()
	left := session.TTL(s.now())
	if left > 0 && left >= minTTL {
		return session, nil
	}
	if session.RefreshToken.Reveal() == "" {
		if left == 0 {
			return credential.Session{}, sessionEnded("it has no refresh token")
		}
		s.warnf("the session ends in %v: it has no refresh token; run 'amika auth login'", left.Round(time.Second))
		return session, nil
	}
	limit := persistentTimeout
	// A token that would expire during a brief effort is nothing to fall back to.
	if left > briefTimeout {
		effort = Brief
	}
	if effort == Brief {
		limit = briefTimeout
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	fresh, err := s.refresh(limited, session, effort)
	if ctx.Err() != nil {
		return credential.Session{}, context.Cause(ctx) // what came is saved
	}
	if err == nil || errors.Is(err, ErrSessionEnded) {
		return fresh, err
	}
	if left := session.TTL(s.now()); left > 0 {
		s.warnf("%v; the token that is used expires in %v", err, left.Round(time.Second))
		return session, nil
	}
	return credential.Session{}, err
}

// refresh replaces old by a new session while holding the session lock.
func (s *Source) refresh(ctx context.Context, old credential.Session, effort Effort) (credential.Session, error) {
	file := s.files.SessionFile()
	lock, err := file.Lock(ctx)
	if err != nil {
		// Reading needs no lock, and the holder may be done by now.
		if current, again := file.Read(ctx); again == nil && s.followed(old, current) {
			return current, nil
		}
		return credential.Session{}, refreshError(err)
	}
	defer lock.Unlock()
	current, err := lock.Read(ctx)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return credential.Session{}, sessionEnded("it was removed meanwhile")
	case err != nil:
		return credential.Session{}, refreshError(err)
	case s.followed(old, current):
		return current, nil
	case current.RefreshToken.Reveal() == "":
		return credential.Session{}, sessionEnded("another process was refused")
	}
	draft, err := lock.Prepare()
	if err != nil {
		return credential.Session{}, refreshError(err)
	}
	defer draft.Discard()
	return (&exchange{Source: s, lock: lock, draft: draft, sent: current}).run(ctx, effort)
}

// followed reports whether current is a valid session that another process has
// stored in place of old.
func (s *Source) followed(old, current credential.Session) bool {
	return !current.AccessToken.Equal(old.AccessToken) && current.TTL(s.now()) > 0
}

// refreshError says what was being done.
func refreshError(err error) error { return fmt.Errorf("refreshing the session: %w", err) }

// sessionEnded returns [ErrSessionEnded] with the reason before it.
func sessionEnded(format string, args ...any) error {
	return fmt.Errorf("refreshing the session: "+format+": %w", append(args, ErrSessionEnded)...)
}
