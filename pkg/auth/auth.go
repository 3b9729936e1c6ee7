// Package auth gives a program the token that proves to Amika who its user is:
// an API key, or the access token of a browser login, which is refreshed when
// it is about to expire, once for all the processes that want it.
//
// It is what a program that is run as "amika NAME" imports: see the example.
package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

// The variables that lead to another WorkOS than that of Amika.
const (
	URLVariable      = "AMIKA_WORKOS_API_URL"
	ClientIDVariable = "AMIKA_WORKOS_CLIENT_ID"
)

// MinTTL is how much life a token should have left for the program to start
// using it.
const MinTTL = 60 * time.Second

// The ways to have nothing to show. Both end a program with
// [command.NoCredential].
var (
	// ErrNone says that there is no credential.
	ErrNone = errors.New("there is no credential")
	// ErrLoggedOut says that there was a session and that it has ended.
	ErrLoggedOut = errors.New("the session has ended")
)

// A Source is where a program gets tokens from. [New] makes it; the fields are
// there for programs that manage credentials, and for tests.
type Source struct {
	Store  *credential.Store
	Client *workos.Client
	Now    func() time.Time
	Warn   func(text string)
}

// A Token is what goes behind "Bearer " in the header Authorization.
type Token struct {
	Text      secret.String
	Method    credential.Method
	Source    string    // the variable or the file that it comes from
	ExpiresAt time.Time // zero if it does not, or if that is not known
}

// New is the source that the environment describes. warn gets what a person
// should know although it stops nothing; it may be called several times. The
// error is one of usage.
func New(env command.Env, warn func(text string)) (*Source, error) {
	client, err := NewClient(env)
	if err != nil {
		return nil, err
	}
	return &Source{Store: credential.NewStore(basedir.Lookup(env.LookupEnv), warn), Client: client, Now: env.Now, Warn: warn}, nil
}

// NewClient is a client of the WorkOS that the environment names.
func NewClient(env command.Env) (*workos.Client, error) {
	client := &workos.Client{BaseURL: workos.DefaultURL, ClientID: workos.DefaultClientID, Now: env.Now}
	if base, _ := env.LookupEnv(URLVariable); base != "" {
		if _, err := workos.ParseBase(base); err != nil {
			return nil, command.Usagef("unset it to use "+workos.DefaultURL, "reading %s: %w", URLVariable, err)
		}
		client.BaseURL = base
	}
	if id, _ := env.LookupEnv(ClientIDVariable); id != "" {
		client.ClientID = id
	}
	return client, nil
}

// Token is the token of the credential that comes first, with at least minTTL
// of life left as far as that can be had: [MinTTL], unless the program has
// reasons of its own. It takes 30 seconds at most, if the network is slow or
// another process is at it.
//
// The error is [ErrNone] or [ErrLoggedOut] if the user has to log in. It
// carries a status and a hint, see [command.Error].
func (s *Source) Token(ctx context.Context, minTTL time.Duration) (Token, error) {
	active, err := s.Store.Active(ctx)
	if err != nil {
		return Token{}, err
	}
	switch active.Method {
	case credential.None:
		return Token{}, hint.Wrap(&command.Error{Status: command.NoCredential, Err: ErrNone}, "run 'amika auth login', or set "+credential.APIKeyVariable)
	case credential.Login:
		session, err := s.Refresh(ctx, active.Session, minTTL, Persistent)
		if err != nil {
			return Token{}, err
		}
		return Token{session.AccessToken, active.Method, active.Source, session.ExpiresAt}, nil
	default:
		return Token{Text: active.Key, Method: active.Method, Source: active.Source}, nil
	}
}

// NewSession is the session that a login or a refresh has yielded.
func NewSession(tokens workos.Tokens) credential.Session {
	return credential.Session{
		AccessToken:    tokens.AccessToken,
		RefreshToken:   tokens.RefreshToken,
		UserID:         tokens.UserID,
		Email:          tokens.Email,
		OrganizationID: tokens.OrganizationID,
		ExpiresAt:      credential.ParseClaims(tokens.AccessToken).ExpiresAt,
	}
}

// loggedOut is [ErrLoggedOut] with the reason before it.
func loggedOut(format string, args ...any) error {
	err := fmt.Errorf(format+": %w", append(args, ErrLoggedOut)...)
	return hint.Wrap(&command.Error{Status: command.NoCredential, Err: err}, "run 'amika auth login'")
}
