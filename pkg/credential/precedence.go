package credential

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
)

// APIKeyVariable holds an API key that takes precedence over every stored
// credential.
const APIKeyVariable = "AMIKA_API_KEY"

// A Method is a way to authenticate. Its text is part of what the programs print.
type Method string

// The methods, by precedence.
const (
	EnvAPIKey    Method = "env_api_key"
	StoredAPIKey Method = "stored_api_key"
	Login        Method = "session"
	None         Method = "none"
)

// A Credential is a credential that was found.
type Credential struct {
	Method  Method
	Source  string  // the variable's name or the file's path
	APIKey          // the zero value for a [Login]
	Session Session // the zero value for an API key
}

// Active returns the credential that takes precedence, with the method [None] if
// there is none. A stored file that can't be read is skipped with a warning. An
// invalid [APIKeyVariable] is an error, so that no other account is used
// silently.
func (s *Store) Active(ctx context.Context) (Credential, error) {
	found, err := s.find(ctx, 1, Login)
	if err != nil || len(found) == 0 {
		return Credential{Method: None}, err
	}
	return found[0], nil
}

// All returns all credentials by precedence: the first is the active one, which
// shadows the others.
func (s *Store) All(ctx context.Context) ([]Credential, error) {
	return s.find(ctx, 3, Login)
}

// Outranking returns the credentials that take precedence over one of the method,
// whose own file is not read.
func (s *Store) Outranking(ctx context.Context, method Method) ([]Credential, error) {
	if method == Login {
		return s.find(ctx, 3, StoredAPIKey)
	}
	return s.find(ctx, 3, EnvAPIKey)
}

// find returns up to limit credentials, by precedence, down to the method last.
func (s *Store) find(ctx context.Context, limit int, last Method) ([]Credential, error) {
	var found []Credential
	if text, _ := s.lookup(APIKeyVariable); text != "" {
		key, err := ParseAPIKey(text)
		if err != nil {
			return nil, hint.Wrap(fmt.Errorf("reading %s: %w", APIKeyVariable, err), "set it to an API key, or unset it")
		}
		found = append(found, Credential{Method: EnvAPIKey, Source: APIKeyVariable, APIKey: APIKey{Key: key}})
	}
	if s.missing != nil && (len(found) == 0 || hint.ExitCode(s.missing, 0) == wrongUsage) {
		return nil, s.missing
	}
	if s.missing != nil || len(found) == limit || last == EnvAPIKey {
		return found, nil
	}
	key, keyErr := s.APIKeyFile().Read(ctx)
	if keyErr == nil {
		found = append(found, Credential{Method: StoredAPIKey, Source: s.APIKeyFile().Path(), APIKey: key})
	}
	var sessionErr error
	if len(found) < limit && last == Login {
		var session Session
		if session, sessionErr = s.SessionFile().Read(ctx); sessionErr == nil {
			found = append(found, Credential{Method: Login, Source: s.SessionFile().Path(), Session: session})
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return found, s.ignore(len(found) > 0, keyErr, sessionErr)
}

// ignore warns about files that are there and have to be ignored. It returns the
// first fault of the machine if nothing else was found: that does not mean that
// there is no credential, and a script that logs in if there is none must not do
// so.
func (s *Store) ignore(found bool, errs ...error) error {
	for _, err := range errs {
		if !found && atomicfile.IsTransient(err) {
			return err
		}
	}
	// One line for one cause. Logging in would meet it too.
	if closed := s.closedFor(errs); closed != nil {
		if !found && !errors.Is(closed, fs.ErrPermission) {
			return hint.WithExitCode(closed, exitNoCredential) // nothing can be there
		}
		if !found {
			return closed
		}
		s.say("%v: its files are ignored; %s", closed, hint.Of(closed))
		return nil
	}
	for _, err := range errs {
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		advice := hint.Of(err)
		if advice != "" {
			advice = "; " + advice
		}
		s.say("%v: it is ignored%s", err, advice)
	}
	return nil
}
