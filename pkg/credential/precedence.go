package credential

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

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
	found, err := s.find(ctx, 1)
	if err != nil || len(found) == 0 {
		return Credential{Method: None}, err
	}
	return found[0], nil
}

// All returns all credentials by precedence: the first is the active one, which
// shadows the others.
func (s *Store) All(ctx context.Context) ([]Credential, error) {
	return s.find(ctx, 3)
}

// find returns up to limit credentials, by precedence.
func (s *Store) find(ctx context.Context, limit int) ([]Credential, error) {
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
	if s.missing != nil || len(found) == limit {
		return found, nil
	}
	if key, ok := usable(ctx, s.APIKeyFile()); ok {
		found = append(found, Credential{Method: StoredAPIKey, Source: s.APIKeyFile().Path(), APIKey: key})
	}
	if len(found) == limit {
		return found, nil
	}
	if session, ok := usable(ctx, s.SessionFile()); ok {
		found = append(found, Credential{Method: Login, Source: s.SessionFile().Path(), Session: session})
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return found, nil
}

// usable reads a file. It warns if the file is there and has to be ignored.
func usable[T any](ctx context.Context, f File[T]) (T, bool) {
	value, err := f.Read(ctx)
	if err == nil {
		return value, true
	}
	if !errors.Is(err, fs.ErrNotExist) && ctx.Err() == nil {
		advice := hint.Of(err)
		if advice != "" {
			advice = "; " + advice
		}
		f.store.say("%v: it is ignored%s", err, advice)
	}
	return value, false
}
