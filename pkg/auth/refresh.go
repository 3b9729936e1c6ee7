package auth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/workos"
)

// An Effort is how hard a session is tried to be refreshed.
type Effort int

const (
	// Persistent goes on for 30 seconds in all. While the old token has life
	// left, which can be used instead, it is Brief.
	Persistent Effort = iota
	// Brief sends one request and takes 5 seconds in all.
	Brief
)

const (
	persistentLimit = 30 * time.Second
	briefLimit      = 5 * time.Second
	// replayWindow is how long after it was first sent a refresh token is sent
	// again. It is good for one use, but the server gives the same answer to
	// whoever repeats it within about 30 seconds. After that, repeating it is
	// taken for theft and ends the session.
	replayWindow = 25 * time.Second
	// leastSend is the least time that a request is started with: one that is
	// cut off may have spent the token without an answer.
	leastSend = time.Second
	firstWait = time.Second // before the second request; each further one waits twice as long
)

// Refresh returns session, which was read from the store, if its access token
// has minTTL of life left, or else the session that follows it, which is in
// the store by then: refreshed here, or by another process in the meantime. If
// neither can be had, a session that has life left is returned with a warning.
//
// No outage costs the session. The error is [ErrLoggedOut] only if the session
// was removed or the server has refused its refresh token for good.
func (s *Source) Refresh(ctx context.Context, session credential.Session, minTTL time.Duration, effort Effort) (credential.Session, error) {
	left := session.TTL(s.Now())
	if left > 0 && left >= minTTL {
		return session, nil
	}
	if session.RefreshToken.Reveal() == "" {
		if left == 0 {
			return credential.Session{}, loggedOut("refreshing the session: it has no refresh token")
		}
		s.Warn(fmt.Sprintf("the session ends in %v: it has no refresh token; run 'amika auth login'", left.Round(time.Second)))
		return session, nil
	}
	limit := persistentLimit
	// With so little life that none is left after a brief effort, there is
	// nothing to fall back to.
	if left > briefLimit {
		effort = Brief
	}
	if effort == Brief {
		limit = briefLimit
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	fresh, err := s.refresh(limited, session, effort)
	if ctx.Err() != nil {
		return credential.Session{}, context.Cause(ctx) // what came is saved
	}
	if err == nil || errors.Is(err, ErrLoggedOut) {
		return fresh, err
	}
	if left := session.TTL(s.Now()); left > 0 {
		s.Warn(fmt.Sprintf("%v; the token that is used expires in %v", err, left.Round(time.Second)))
		return session, nil
	}
	return credential.Session{}, err
}

// refresh follows old by another session, under the lock that all who do that
// take.
func (s *Source) refresh(ctx context.Context, old credential.Session, effort Effort) (credential.Session, error) {
	file := s.Store.SessionFile()
	lock, err := file.Lock(ctx)
	if err != nil {
		// Reading needs no lock, and its holder may be done by now.
		if current, again := file.Read(ctx); again == nil && s.followed(old, current) {
			return current, nil
		}
		return credential.Session{}, refreshError(err)
	}
	defer lock.Unlock()
	current, err := lock.Read(ctx)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return credential.Session{}, loggedOut("refreshing the session: it was removed meanwhile")
	case err != nil:
		return credential.Session{}, refreshError(err)
	case s.followed(old, current):
		return current, nil
	case current.RefreshToken.Reveal() == "":
		return credential.Session{}, loggedOut("refreshing the session: another process was refused")
	}
	draft, err := lock.Prepare()
	if err != nil {
		return credential.Session{}, refreshError(err)
	}
	defer draft.Discard()
	return (&exchange{Source: s, lock: lock, draft: draft, sent: current}).run(ctx, effort)
}

// followed reports whether current is what another process has made of old,
// and good.
func (s *Source) followed(old, current credential.Session) bool {
	return !current.AccessToken.Equal(old.AccessToken) && current.TTL(s.Now()) > 0
}

// refreshError says what was being done, and keeps the hint.
func refreshError(err error) error {
	advice := ""
	if e, ok := errors.AsType[*workos.Error](err); ok {
		advice = e.Hint
	}
	if errors.Is(err, atomicfile.ErrBusy) {
		advice = "try again"
	}
	return hint.Wrap(fmt.Errorf("refreshing the session: %w", err), advice)
}
