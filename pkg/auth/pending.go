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

// A login in two steps is started by one process and finished by another. It
// waits in pending-login.json, and whoever polls holds the lock of that file.

// maxResume limits the wait for a process that finishes the login. It is longer
// than a device code lives.
const maxResume = 30*time.Minute + saveTimeout

const startAgain = "run 'amika auth login' to start again"

var (
	// ErrNothingPending means that there is no login to resume.
	ErrNothingPending = hint.WithExitCode(hint.Wrap(errors.New("no login is pending"), "run 'amika auth login'"), exitNoCredential)

	errGivenUp = hint.WithExitCode(hint.Wrap(errors.New("the login was given up meanwhile"),
		"run 'amika auth status' to see whether another login took its place, or 'amika auth login' to start again"), exitNoCredential)
)

// kept is a login in pending-login.json that this process finishes.
type kept struct {
	lock  *credential.Lock[credential.PendingLogin] // nil if the login has ended
	login credential.PendingLogin
	until time.Time // when the last poll may start; zero sets no limit
}

// BeginLogin starts a browser login that [Source.ResumeLogin] finishes. It
// replaces a login that was pending before.
func (s *Source) BeginLogin(ctx context.Context) (workos.Pending, error) {
	client, err := s.client()
	if err != nil {
		return workos.Pending{}, err
	}
	limited, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	lock, err := s.files.PendingFile().Lock(limited)
	if err != nil {
		return workos.Pending{}, err
	}
	defer lock.Unlock()
	draft, err := lock.Prepare(ctx)
	if err != nil {
		return workos.Pending{}, err
	}
	defer draft.Discard()
	started, err := client.Start(ctx)
	if err != nil {
		return workos.Pending{}, err
	}
	return started, draft.Commit(toFile(started, *client), ctx.Err)
}

// PendingLogin returns the login that is pending. The error is
// [ErrNothingPending] if there is none.
func (s *Source) PendingLogin(ctx context.Context) (workos.Pending, error) {
	login, err := s.Store().PendingFile().Read(ctx)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && (login.Outcome != nil || !login.ExpiresAt.After(s.now())):
		return workos.Pending{}, ErrNothingPending
	case err != nil:
		return workos.Pending{}, err
	}
	return fromFile(login), nil
}

// ResumeLogin returns the login that [Source.BeginLogin] has started, which
// nobody else resumes until [Login.Close]. [Login.Wait] polls no later than
// until, unless that is zero; then and while another process resumes the login,
// the error is [workos.ErrPending]. It is [ErrNothingPending] if there is no
// login.
func (s *Source) ResumeLogin(ctx context.Context, until time.Time) (*Login, error) {
	client, err := s.client()
	if err != nil {
		return nil, err
	}
	if login, err := s.ended(ctx, s.files.PendingFile().Read); login != nil || err != nil {
		return login, err
	}
	lock, err := s.lockPending(ctx, until)
	if err != nil {
		return nil, err
	}
	l, err := s.resume(ctx, *client, lock)
	if err != nil || l.kept.lock == nil {
		lock.Unlock()
		return l, err
	}
	l.kept.until = until
	return l, nil
}

// resume returns the login in the file whose lock is held.
func (s *Source) resume(ctx context.Context, client workos.Client, lock *credential.Lock[credential.PendingLogin]) (*Login, error) {
	// The process that had the lock may have finished it.
	if login, err := s.ended(ctx, lock.Read); login != nil || err != nil {
		return login, err
	}
	login, err := lock.Read(ctx)
	if err != nil {
		return nil, err
	}
	client.BaseURL, client.ClientID = login.BaseURL, login.ClientID
	if _, err := workos.ParseBase(client.BaseURL); err != nil {
		return nil, hint.Wrap(fmt.Errorf("reading %s: its base URL: %w", s.files.PendingFile().Path(), err), startAgain)
	}
	if err := s.checkSaving(ctx); err != nil {
		return nil, err
	}
	return &Login{Pending: fromFile(login), source: s, client: client, kept: &kept{lock: lock, login: login}}, nil
}

// lockPending waits for another process that resumes the login.
func (s *Source) lockPending(ctx context.Context, until time.Time) (*credential.Lock[credential.PendingLogin], error) {
	wait := maxResume
	if !until.IsZero() {
		wait = max(until.Sub(s.now()), 100*time.Millisecond) // taking a free lock takes a moment
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	lock, err := s.files.PendingFile().Lock(limited)
	if errors.Is(err, atomicfile.ErrBusy) {
		return nil, hint.WithExitCode(fmt.Errorf("another process is waiting for the approval: %w", workos.ErrPending), exitPending)
	}
	return lock, err
}

// Close lets others resume the login.
func (l *Login) Close() {
	if l.kept != nil && l.kept.lock != nil {
		l.kept.lock.Unlock()
	}
}

// waitKept polls until the user has decided, and then records how the login
// ended.
func (l *Login) waitKept(ctx context.Context, trouble func(error)) (credential.Session, error) {
	if end := l.kept.login.Outcome; end != nil {
		return answer(*end)
	}
	changed := func(next workos.Pending) error { return l.changed(ctx, next) }
	tokens, err := l.client.Wait(ctx, &l.Pending, workos.Waiter{Until: l.kept.until, Changed: changed, Trouble: trouble})
	if errors.Is(err, workos.ErrPending) {
		return credential.Session{}, hint.WithExitCode(err, exitPending)
	}
	if _, decided := errors.AsType[*workos.Error](err); err != nil && (!decided || ctx.Err() != nil) {
		return credential.Session{}, err
	}
	var session credential.Session
	if err == nil {
		session, err = l.finish(ctx, tokens, l.wanted)
	}
	if !errors.Is(err, errGivenUp) {
		l.end(context.WithoutCancel(ctx), session, err)
	}
	return session, err
}

// wanted returns an error if the login was removed or replaced: logout does not
// wait for the lock for long.
func (l *Login) wanted() error {
	current, err := l.kept.lock.Read(context.Background())
	if errors.Is(err, fs.ErrNotExist) || err == nil && !current.DeviceCode.Equal(l.DeviceCode) {
		return errGivenUp
	}
	return err
}

// changed records the next poll.
func (l *Login) changed(ctx context.Context, next workos.Pending) error {
	if err := l.wanted(); err != nil {
		return err
	}
	draft, err := l.kept.lock.Prepare(ctx)
	if err != nil {
		return err
	}
	defer draft.Discard()
	return draft.Commit(toFile(next, l.client), l.wanted)
}

func toFile(p workos.Pending, client workos.Client) credential.PendingLogin {
	return credential.PendingLogin{
		DeviceCode: p.DeviceCode, UserCode: p.UserCode,
		VerificationURI: p.VerificationURI, VerificationURIComplete: p.VerificationURIComplete,
		ExpiresAt: p.ExpiresAt, NextPoll: p.NextPoll, Interval: p.Interval,
		BaseURL: client.BaseURL, ClientID: client.ClientID,
	}
}

func fromFile(p credential.PendingLogin) workos.Pending {
	return workos.Pending{
		DeviceCode: p.DeviceCode, UserCode: p.UserCode,
		VerificationURI: p.VerificationURI, VerificationURIComplete: p.VerificationURIComplete,
		ExpiresAt: p.ExpiresAt, NextPoll: p.NextPoll, Interval: p.Interval,
	}
}
