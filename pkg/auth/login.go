package auth

import (
	"context"
	"errors"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

const (
	// lockTimeout limits the wait for a lock that is held for moments, unless
	// its holder is stuck or waits for the network.
	lockTimeout = 5 * time.Second
	// saveTimeout limits the wait for the lock to store a session. It is longer
	// than anybody who refreshes the old session holds the lock.
	saveTimeout = 40 * time.Second
)

// A Login is a browser login that the user has yet to approve. Its texts come
// from the server: escape them to show them.
type Login struct {
	workos.Pending
	source *Source
	client workos.Client
	kept   *kept // nil for a login that no other process can finish
}

// StartLogin starts a browser login that [Login.Wait] finishes in this process.
// It proves that the session can be stored before it asks for a code.
func (s *Source) StartLogin(ctx context.Context) (*Login, error) {
	client, err := s.client()
	if err != nil {
		return nil, err
	}
	if err := s.checkSaving(ctx); err != nil {
		return nil, err
	}
	pending, err := client.Start(ctx)
	if err != nil {
		return nil, err
	}
	return &Login{Pending: pending, source: s, client: *client}, nil
}

// Wait polls until the user has decided, and stores the session. A login that is
// pending besides has then ended, too. trouble, which may be nil, is called with
// the error of a poll that will be repeated.
func (l *Login) Wait(ctx context.Context, trouble func(error)) (credential.Session, error) {
	if l.kept != nil {
		return l.waitKept(ctx, trouble)
	}
	tokens, err := l.client.Wait(ctx, &l.Pending, workos.Waiter{Trouble: trouble})
	if err != nil {
		return credential.Session{}, err
	}
	session, err := l.finish(ctx, tokens, nil)
	if err == nil {
		l.overtake(context.WithoutCancel(ctx), session)
	}
	return session, err
}

// checkSaving makes sure that a session can be stored before the user is asked
// for anything. If another process holds the lock, that shows later.
func (s *Source) checkSaving(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	lock, err := s.files.SessionFile().Lock(limited)
	if errors.Is(err, atomicfile.ErrBusy) {
		return nil
	}
	if err != nil {
		return err
	}
	defer lock.Unlock()
	draft, err := lock.Prepare(ctx)
	if err != nil {
		return err
	}
	draft.Discard()
	return nil
}

// finish stores the session of tokens. wanted, unless it is nil, is asked at the
// last moment whether the login is still wanted. Tokens that can't be stored are
// revoked: nobody has them.
func (l *Login) finish(ctx context.Context, tokens workos.Tokens, wanted func() error) (credential.Session, error) {
	session := newSession(tokens, l.source.now())
	err := l.source.save(ctx, session, wanted)
	if err == nil {
		return session, nil
	}
	if id := credential.ParseClaims(session.AccessToken).SessionID; id != "" {
		_ = l.client.Logout(context.WithoutCancel(ctx), id) // it takes 5 s at most
	}
	return credential.Session{}, err
}

func (s *Source) save(ctx context.Context, session credential.Session, wanted func() error) error {
	limited, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	lock, err := s.files.SessionFile().Lock(limited)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	if wanted != nil {
		if err := wanted(); err != nil {
			return err
		}
	}
	return lock.Write(ctx, session)
}

// newSession returns the session of a login or a refresh whose answer arrives
// now.
func newSession(tokens workos.Tokens, now time.Time) credential.Session {
	return credential.Session{
		AccessToken:    tokens.AccessToken,
		RefreshToken:   tokens.RefreshToken,
		UserID:         tokens.UserID,
		Email:          tokens.Email,
		OrganizationID: tokens.OrganizationID,
		ExpiresAt:      expiry(credential.ParseClaims(tokens.AccessToken), now),
	}
}

// StoreAPIKey stores an API key and returns the path of its file. Unknown
// members of the file are kept.
func (s *Source) StoreAPIKey(ctx context.Context, key secret.String) (path string, err error) {
	file := s.Store().APIKeyFile()
	limited, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	lock, err := file.Lock(limited)
	if err != nil {
		return "", err
	}
	defer lock.Unlock()
	stored, _ := lock.Read(ctx) // one that can't be read is replaced
	stored.Key, stored.StoredAt = key, s.now().UTC().Truncate(time.Second)
	return file.Path(), lock.Write(ctx, stored)
}
