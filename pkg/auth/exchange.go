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

// An exchange spends a refresh token on a new pair and stores it. The lock is
// held, and there is room for the pair on the disk.
type exchange struct {
	*Source
	lock  *credential.Lock[credential.Session]
	draft *credential.Draft[credential.Session]
	sent  credential.Session // the session whose refresh token is spent

	startBy time.Time // when the first request must have been sent
	first   time.Time // when a request may first have reached the server; else zero
}

// run sends the token, and repeats that where it is safe, until ctx's deadline.
func (e *exchange) run(ctx context.Context, effort Effort) (credential.Session, error) {
	unsent, pause := 0, firstWait
	for {
		// The wall clock: the monotonic one stops while a laptop sleeps.
		start := e.now().Round(0)
		session, err := e.once(ctx)
		refused, ok := errors.AsType[*workos.Error](err)
		if !ok || effort == Brief || ctx.Err() != nil {
			return session, err
		}
		switch refused.Kind {
		case workos.NotSent:
			if unsent++; unsent > 1 {
				return session, err
			}
		case workos.Unknown:
			if e.first.IsZero() {
				e.first = start
			}
		default:
			return session, err
		}
		wait := max(pause, refused.RetryAfter)
		pause *= 2
		if !e.mayStart(ctx, wait) {
			return session, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return session, err
		}
	}
}

// mayStart reports whether a request can be started after a wait. The first one
// needs time for its answer. The token can't be repeated after replayWindow, nor
// if the clock was set back since it was sent: then the time is unknown.
func (e *exchange) mayStart(ctx context.Context, wait time.Duration) bool {
	if e.first.IsZero() {
		return time.Until(e.startBy) > wait
	}
	passed := e.now().Round(0).Add(wait).Sub(e.first)
	deadline, ok := ctx.Deadline()
	return 0 <= passed && passed <= replayWindow && (!ok || time.Until(deadline) >= wait+minRepeat)
}

// once sends the token once and stores the new pair. Signals are held from the
// send until the pair is stored, since it exists nowhere else. For the same
// reason a cancelled ctx does not stop it; only its deadline does.
func (e *exchange) once(ctx context.Context) (credential.Session, error) {
	if err := ctx.Err(); err != nil {
		return credential.Session{}, context.Cause(ctx)
	}
	if !e.mayStart(ctx, 0) {
		why := errors.New("no time is left")
		if e.first.IsZero() { // the lock came late
			why = errors.New("another process took too long to do it")
		}
		return credential.Session{}, hint.Wrap(refreshError(why), "try again")
	}
	defer hold(ctx)()
	sending := context.WithoutCancel(ctx)
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		sending, cancel = context.WithDeadline(sending, deadline)
		defer cancel()
	}
	startIn := time.Until(e.startBy)
	if !e.first.IsZero() {
		startIn = replayWindow - e.now().Round(0).Sub(e.first)
	}
	tokens, err := e.server.Refresh(sending, e.sent.RefreshToken, e.now().Add(startIn))
	if err == nil {
		return e.save(tokens)
	}
	if refused, ok := errors.AsType[*workos.Error](err); ok && refused.Kind == workos.InvalidGrant {
		return e.refused(err)
	}
	return credential.Session{}, refreshError(err)
}

// Errors of check.
var (
	errRemoved  = errors.New("it was removed meanwhile")
	errReplaced = errors.New("another program has replaced it meanwhile")
)

// check reads the file once more before it is replaced: other programs may
// remove or replace it without the lock.
func (e *exchange) check() error {
	current, err := e.lock.Read(context.Background())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errRemoved
	case atomicfile.IsTransient(err) && e.draft.Unchanged():
		return nil
	case err != nil:
		return err
	case !current.RefreshToken.Equal(e.sent.RefreshToken):
		return errReplaced
	}
	return nil
}

// save stores the pair. What the answer omits stays as it was.
func (e *exchange) save(tokens workos.Tokens) (credential.Session, error) {
	next, came := e.sent, newSession(tokens, e.now())
	next.AccessToken, next.ExpiresAt = came.AccessToken, came.ExpiresAt
	if came.RefreshToken.Reveal() != "" {
		next.RefreshToken = came.RefreshToken
	}
	if came.UserID != "" {
		next.UserID = came.UserID
	}
	if came.Email != "" {
		next.Email = came.Email
	}
	if came.OrganizationID != "" {
		next.OrganizationID = came.OrganizationID
	}
	err := e.draft.Commit(next, e.check)
	switch {
	case errors.Is(err, errRemoved):
		return credential.Session{}, sessionEnded("%w", errRemoved)
	case errors.Is(err, errReplaced):
		return e.replaced()
	case err != nil:
		e.warnf("THE REFRESHED SESSION IS NOT SAVED: %v; its token works this time, "+
			"but soon you will have to run 'amika auth login'", err)
	}
	return next, nil
}

// replaced returns the session that another program has stored.
func (e *exchange) replaced() (credential.Session, error) {
	current, err := e.lock.Read(context.Background())
	if err == nil && current.TTL(e.now()) > 0 {
		return current, nil
	}
	if err == nil {
		err = errReplaced
	}
	return credential.Session{}, hint.Wrap(fmt.Errorf("refreshing the session: %w", err), "try again")
}

// refused handles a definite refusal of the token: nobody sends it again. If the
// file holds another session by now, that one is used.
func (e *exchange) refused(why error) (credential.Session, error) {
	switch err := e.check(); {
	case errors.Is(err, errRemoved):
		return credential.Session{}, sessionEnded("%w", errRemoved)
	case errors.Is(err, errReplaced):
		return e.replaced()
	case err != nil:
		return credential.Session{}, refreshError(err)
	}
	spent, err := e.lock.Read(context.Background())
	if err == nil {
		spent.RefreshToken = credential.Session{}.RefreshToken
		err = e.draft.Commit(spent, e.check)
	}
	if err != nil && !errors.Is(err, errRemoved) && !errors.Is(err, errReplaced) {
		e.warnf("the session has ended, and its file can't be changed: %v", err)
	}
	return credential.Session{}, sessionEnded("%w", why)
}
