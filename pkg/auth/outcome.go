package auth

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"time"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
)

// outcomeLife is how long pending-login.json says how a login ended, so that
// everybody who asks gets the same answer.
const outcomeLife = 10 * time.Minute

// overtakeTimeout limits the wait for the lock of a login that is pending.
const overtakeTimeout = 200 * time.Millisecond

// A Result is the state of a login in one word.
type Result string

// The results of a login. Their texts are part of what amika-login prints.
const (
	ResultLoggedIn Result = "logged_in"
	ResultPending  Result = "pending"
	ResultDenied   Result = "denied"
	ResultExpired  Result = "expired"
	ResultFailed   Result = "failed"
)

// ResultOf returns the result of a login that ended with err.
func ResultOf(err error) Result {
	if err == nil {
		return ResultLoggedIn
	}
	if errors.Is(err, workos.ErrPending) {
		return ResultPending
	}
	if past, ok := errors.AsType[*pastError](err); ok {
		return past.result
	}
	if e, ok := errors.AsType[*workos.Error](err); ok {
		switch {
		case e.Kind == workos.Expired:
			return ResultExpired
		case e.Code == "access_denied":
			return ResultDenied
		}
	}
	return ResultFailed
}

// ended returns a login that has ended not long ago, or nil for a login that is
// pending.
func (s *Source) ended(ctx context.Context, read func(context.Context) (credential.PendingLogin, error)) (*Login, error) {
	login, err := read(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNothingPending
	}
	if err != nil || login.Outcome == nil {
		return nil, err
	}
	if age := s.now().Sub(login.Outcome.EndedAt); age < 0 || age > outcomeLife {
		return nil, ErrNothingPending
	}
	return &Login{source: s, kept: &kept{login: login}}, nil
}

// end records how the login ended.
func (l *Login) end(ctx context.Context, session credential.Session, err error) {
	end := &credential.Outcome{
		Result: string(ResultOf(err)), EndedAt: l.source.now(),
		Email: session.Email, OrganizationID: session.OrganizationID, ExpiresAt: session.ExpiresAt,
	}
	if err != nil {
		end.Reason, end.Hint = err.Error(), hint.Of(err)
	}
	if failed := l.kept.lock.Write(ctx, credential.PendingLogin{Outcome: end}); failed != nil {
		// A device code that was used is of no use to anybody.
		if _, left := l.kept.lock.Remove(); left != nil {
			l.source.warnf("the pending login is still there: %v", left)
		}
	}
}

// overtake ends a login that is pending beside l, which has succeeded: whoever
// resumes it learns who is logged in. One that another process resumes just now is
// removed.
func (l *Login) overtake(ctx context.Context, session credential.Session) {
	file := l.source.files.PendingFile()
	if pending, err := file.Read(ctx); err != nil || pending.Outcome != nil {
		return
	}
	limited, cancel := context.WithTimeout(ctx, overtakeTimeout)
	defer cancel()
	lock, err := file.Lock(limited)
	if err == nil {
		defer lock.Unlock()
		other := &Login{source: l.source, kept: &kept{lock: lock}}
		other.end(ctx, session, nil)
		return
	}
	if _, err := file.Remove(limited); err != nil {
		l.source.warnf("the pending login is still there: %v", err)
	}
}

// A pastError is why a login failed that ended before.
type pastError struct {
	result Result
	reason string
}

// Error returns the reason.
func (e *pastError) Error() string { return e.reason }

// answer returns what the process that finished the login returned.
func answer(end credential.Outcome) (credential.Session, error) {
	if Result(end.Result) == ResultLoggedIn {
		return credential.Session{Email: end.Email, OrganizationID: end.OrganizationID, ExpiresAt: end.ExpiresAt}, nil
	}
	advice := cmp.Or(terminal.EscapePath(end.Hint), startAgain) // it may name a path
	return credential.Session{}, hint.Wrap(&pastError{Result(end.Result), terminal.Escape(end.Reason)}, advice)
}
