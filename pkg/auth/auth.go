// Package auth gives a program a token for Amika: the API key, or the access
// token of the browser login, which is refreshed shortly before it expires, once
// for all processes that need it.
//
// A program that is run as "amika NAME" needs no more than
//
//	source := auth.NewSource(nil)
//	token, err := source.Token(ctx)
//
// or an [http.Client] with the transport of [Source.Transport]. If the user has
// to log in, the error is [ErrNoCredential] or [ErrSessionEnded].
//
// The login itself ([Source.StartLogin], [Source.Logout] and what belongs to
// them) is here for amika-login, which puts it into words.
package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
)

// Environment variables that select another server than the default.
const (
	EnvURL      = "AMIKA_WORKOS_API_URL"
	EnvClientID = "AMIKA_WORKOS_CLIENT_ID"
	EnvAPIURL   = "AMIKA_API_URL"
)

// MinTTL is how long a token of [Source.Token] remains valid at least, if such a
// token can be had.
const MinTTL = 60 * time.Second

// Exit statuses that errors of this package carry as ExitCode() int.
const (
	exitUsage        = 2
	exitNoCredential = 4
	exitPending      = 5
)

// Errors returned when the user has to log in. Both carry a hint and an exit
// status, as Hint() string and ExitCode() int.
var (
	// ErrNoCredential means that no credential was found.
	ErrNoCredential = hint.WithExitCode(hint.Wrap(errors.New("no credential found"),
		"run 'amika auth login', or set "+credential.APIKeyVariable), exitNoCredential)
	// ErrSessionEnded means that there was a session and that it has ended.
	ErrSessionEnded = hint.WithExitCode(hint.Wrap(errors.New("the session has ended"),
		"run 'amika auth login'"), exitNoCredential)
)

// Options configure a [Source]. The zero value is that of the running process.
type Options struct {
	// LookupEnv finds an environment variable. Nil is [os.LookupEnv].
	LookupEnv func(name string) (value string, set bool)
	// Warn is called with warnings for the user, a line each, possibly from
	// several goroutines. Nil drops them.
	Warn func(text string)
	// Now returns the time. Nil is [time.Now].
	Now func() time.Time
	// HTTP sends the requests to WorkOS. Nil is the network, with time limits.
	HTTP http.RoundTripper
}

// A Source gives tokens. The zero value is that of [NewSource] without options.
// It may be used by several goroutines.
type Source struct {
	options Options
	once    sync.Once
	clock   sync.Once // the warning about it
	files   *credential.Store
	server  *workos.Client
	invalid error // why the environment names no server
}

// NewSource returns a source of tokens. options may be nil.
func NewSource(options *Options) *Source {
	s := new(Source)
	if options != nil {
		s.options = *options
	}
	return s
}

// init fills in the defaults.
func (s *Source) init() {
	s.once.Do(func() {
		if s.options.LookupEnv == nil {
			s.options.LookupEnv = os.LookupEnv
		}
		if s.options.Warn == nil {
			s.options.Warn = func(string) {}
		}
		if s.options.Now == nil {
			s.options.Now = time.Now
		}
		s.files = credential.NewStore(s.options.LookupEnv, s.options.Warn)
		s.server = &workos.Client{ClientID: cmp.Or(s.getenv(EnvClientID), workos.DefaultClientID), Now: s.options.Now, Transport: s.options.HTTP}
		s.server.Skewed = s.warnOfClock
		s.server.BaseURL, s.invalid = s.baseURL(EnvURL, workos.DefaultURL)
	})
}

func (s *Source) getenv(name string) string {
	value, _ := s.options.LookupEnv(name)
	return value
}

// baseURL returns the URL that a variable holds, or the default.
func (s *Source) baseURL(variable, standard string) (string, error) {
	url := s.getenv(variable)
	if url == "" {
		return standard, nil
	}
	if _, err := workos.ParseBase(url); err != nil {
		err = fmt.Errorf("reading %s: %w", variable, err)
		return "", hint.WithExitCode(hint.Wrap(err, "unset it to use "+standard), exitUsage)
	}
	return url, nil
}

// Store returns the stored credentials.
func (s *Source) Store() *credential.Store {
	s.init()
	return s.files
}

// client returns the client for WorkOS. The error is one of usage.
func (s *Source) client() (*workos.Client, error) {
	s.init()
	return s.server, s.invalid
}

// Check returns the error of an environment that names no valid server.
func (s *Source) Check() error {
	_, err := s.client()
	return err
}

// warnOfClock warns, once, that this machine's clock is wrong.
func (s *Source) warnOfClock(host string, ahead time.Duration) {
	s.clock.Do(func() {
		how := "ahead of"
		if ahead < 0 {
			how = "behind"
		}
		s.warnf("the clock of this machine is %v %s that of %s; set it, or tokens seem to expire at the wrong time", ahead.Abs().Round(time.Second), how, host)
	})
}

func (s *Source) now() time.Time { return s.options.Now() }

func (s *Source) warnf(format string, args ...any) { s.options.Warn(fmt.Sprintf(format, args...)) }

// A Token authenticates requests to Amika.
type Token struct {
	Value     secret.String // follows "Bearer " in the Authorization header
	Method    credential.Method
	Origin    string    // the variable or the file that it comes from
	ExpiresAt time.Time // zero if it does not expire, or if that is unknown
}

// Token returns the token of the credential that takes precedence. It remains
// valid for [MinTTL] if such a token can be had.
//
// It takes at most 30 seconds. The error is [ErrNoCredential] or
// [ErrSessionEnded] if the user has to log in; it carries a hint and an exit
// status, as Hint() string and ExitCode() int.
func (s *Source) Token(ctx context.Context) (Token, error) { return s.TokenFor(ctx, MinTTL) }

// TokenFor is [Source.Token] with another minimum for the time that the token
// remains valid.
func (s *Source) TokenFor(ctx context.Context, minTTL time.Duration) (Token, error) {
	if err := s.Check(); err != nil {
		return Token{}, err
	}
	active, err := s.files.Active(ctx)
	if err != nil {
		return Token{}, err
	}
	switch active.Method {
	case credential.None:
		return Token{}, s.NoCredential()
	case credential.Login:
		session, err := s.Refresh(ctx, active.Session, minTTL, Persistent)
		if err != nil {
			return Token{}, err
		}
		return Token{session.AccessToken, active.Method, active.Source, session.ExpiresAt}, nil
	default:
		return Token{Value: active.Key, Method: active.Method, Origin: active.Source}, nil
	}
}

// NoCredential returns [ErrNoCredential]. If something that is no regular file
// stands in the place of the session or its lock, the hint is to remove it first:
// no login replaces it.
func (s *Source) NoCredential() error {
	session := s.Store().SessionFile().Path()
	for _, path := range []string{session, session + ".lock"} {
		if info, err := os.Stat(path); err == nil && session != "" && !info.Mode().IsRegular() {
			return hint.Wrap(ErrNoCredential, "remove "+terminal.EscapePath(path)+", then run 'amika auth login'")
		}
	}
	return ErrNoCredential
}

// Verify asks Amika whether it accepts bearer. The error says why the result is
// [workos.Undecided]; an error of usage carries that exit status.
func (s *Source) Verify(ctx context.Context, bearer secret.String) (workos.Verification, error) {
	client, err := s.client()
	if err != nil {
		return workos.Undecided, err
	}
	url, err := s.baseURL(EnvAPIURL, workos.DefaultAPIURL)
	if err != nil {
		return workos.Undecided, err
	}
	return client.Verify(ctx, url, bearer)
}

// CheckAPI returns the error of an environment that names no valid URL for Amika.
func (s *Source) CheckAPI() error {
	s.init()
	_, err := s.baseURL(EnvAPIURL, workos.DefaultAPIURL)
	return err
}
