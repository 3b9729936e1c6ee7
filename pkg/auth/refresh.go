package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/workos"
)

// An Effort is how long a refresh is tried. Whatever it is, a request that has
// been sent is waited for: its answer may be the only copy of the new session.
type Effort int

const (
	// Persistent takes 30 seconds at most and repeats what failed, or is like
	// Brief while the old token is still valid and can be used instead.
	Persistent Effort = iota
	// Brief sends one request within 5 seconds, or none.
	Brief
)

const (
	// Within these times the lock is taken and the request is sent.
	persistentStart = persistentTimeout - workos.AnswerTimeout
	briefStart      = 5 * time.Second

	persistentTimeout = 30 * time.Second
	briefTimeout      = briefStart + workos.AnswerTimeout

	// replayWindow limits how long after its first use a refresh token is sent
	// again. It is good for one use, but the server repeats its answer for about
	// 30 seconds. After that it takes a repeated token for theft and ends the
	// session.
	replayWindow = 25 * time.Second
	// minRepeat is the minimum time left for which a request is repeated.
	minRepeat = time.Second
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
	left := s.left(session)
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
	if left > briefStart {
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
	start, waiting := time.Now(), ctx
	startBy := start.Add(persistentStart)
	if effort == Brief {
		startBy = start.Add(briefStart)
		var cancel context.CancelFunc
		waiting, cancel = context.WithDeadline(ctx, startBy)
		defer cancel()
	}
	file := s.files.SessionFile()
	lock, err := file.Lock(waiting)
	if err != nil {
		// Reading needs no lock, and the holder may be done by now.
		if current, again := file.Read(ctx); again == nil && s.followed(old, current) {
			return current, nil
		}
		return credential.Session{}, refreshError(err)
	}
	defer lock.Unlock()
	current, err := lock.Read(ctx)
	if done, err := s.settled(old, current, err); done {
		return current, err
	}
	draft, err := lock.Prepare(ctx)
	if err != nil {
		return credential.Session{}, refreshError(err)
	}
	defer draft.Discard()
	// From here on nobody else refreshes the session, whatever becomes of the
	// lock file. Somebody may have done so meanwhile.
	current, err = draft.Prove(ctx)
	if done, err := s.settled(old, current, err); done {
		return current, err
	}
	return (&exchange{Source: s, lock: lock, draft: draft, sent: current, startBy: startBy}).run(ctx, effort)
}

// settled reports whether nothing is left to do for old when the file holds
// current, or could not be read because of err.
func (s *Source) settled(old, current credential.Session, err error) (bool, error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, sessionEnded("it was removed meanwhile")
	case err != nil:
		return true, refreshError(err)
	case s.followed(old, current):
		return true, nil
	case current.RefreshToken.Reveal() == "":
		return true, sessionEnded("another process was refused")
	}
	return false, nil
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
