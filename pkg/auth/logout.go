package auth

import (
	"context"
	"fmt"
	"slices"
	"time"

	"amika.dev/pkg/credential"
)

// A Logout is what [Source.Logout] has done.
type Logout struct {
	Removed  []Removed
	source   *Source
	sessions []credential.Session
}

// A Removed is a stored file that was removed.
type Removed struct {
	Kind  Kind
	Path  string
	Email string // of a session; may be empty
}

// A Kind is what a stored file holds. Its text is part of what amika-login
// prints.
type Kind string

// The kinds of stored files.
const (
	KindAPIKey  Kind = "api_key"
	KindSession Kind = "session"
	KindPending Kind = "pending_login"
)

// Logout removes the API key, the session and a pending login, whatever state
// they are in. It continues after an error, and returns all errors.
func (s *Source) Logout(ctx context.Context) (Logout, []error) {
	l := Logout{source: s}
	store := s.Store()
	if _, err := store.Directory(); err != nil {
		return l, []error{err}
	}
	pending, unreadable := store.PendingFile().Read(ctx)
	var errs []error
	remove := func(kind Kind, path string, file interface {
		Remove(context.Context) (bool, error)
	}) {
		limited, cancel := context.WithTimeout(ctx, lockTimeout)
		defer cancel()
		removed, err := file.Remove(limited)
		if err != nil && !slices.ContainsFunc(errs, func(e error) bool { return e.Error() == err.Error() }) {
			errs = append(errs, err)
		}
		if !removed || kind == KindPending && unreadable == nil && pending.Outcome != nil {
			return // a login that has ended is not pending
		}
		r := Removed{Kind: kind, Path: path}
		if kind == KindSession {
			r.Email = l.sessions[len(l.sessions)-1].Email
		}
		l.Removed = append(l.Removed, r)
	}
	remove(KindAPIKey, store.APIKeyFile().Path(), store.APIKeyFile())
	removeSession := func() {
		session, _ := store.SessionFile().Read(ctx) // one that can't be read is removed too
		l.sessions = append(l.sessions, session)
		remove(KindSession, store.SessionFile().Path(), store.SessionFile())
	}
	removeSession()
	remove(KindPending, store.PendingFile().Path(), store.PendingFile())
	// A process that resumed the login may have stored its session until then.
	if _, err := store.SessionFile().Read(ctx); err == nil {
		removeSession()
	}
	return l, errs
}

// endTimeout limits how long the end of sessions takes at WorkOS.
const endTimeout = 5 * time.Second

// EndSession ends the session that was removed at WorkOS too, and one that a
// login has stored meanwhile. It takes at most 5 seconds.
func (l Logout) EndSession(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	var failed error
	for _, session := range l.sessions {
		id := credential.ParseClaims(session.AccessToken).SessionID
		if id == "" {
			continue
		}
		client, err := l.source.client()
		if err == nil {
			err = client.Logout(ctx, id)
		}
		if err != nil {
			failed = fmt.Errorf("the session has not been ended at WorkOS: %w", err)
		}
	}
	return failed
}
