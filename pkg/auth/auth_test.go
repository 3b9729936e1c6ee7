package auth_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

// A rig is a source with a directory and a server of its own.
type rig struct {
	*auth.Source
	server    *authtest.Server
	transport http.RoundTripper
	now       func() time.Time
	dir       string
	first     credential.Session // that was logged in
	mutex     sync.Mutex
	warnings  []string
}

// newRig makes a rig, within a bubble of package synctest, where somebody has
// logged in and the access token has life left, which may be negative.
func newRig(t *testing.T, life time.Duration) *rig {
	t.Helper()
	r := &rig{server: &authtest.Server{}, dir: t.TempDir()}
	dial, stop := r.server.Pipe()
	t.Cleanup(stop)
	r.transport, r.now = workos.NewTransport(dial), time.Now
	r.Source = auth.NewSource(&auth.Options{
		LookupEnv: environment{credential.DirectoryVariable: r.dir, auth.EnvURL: "http://127.0.0.1:1", auth.EnvClientID: "client_test"}.lookup,
		Warn:      r.warn,
		Now:       func() time.Time { return r.now() },
		HTTP:      roundTripper(func(request *http.Request) (*http.Response, error) { return r.transport.RoundTrip(request) }),
	})
	tokens := r.server.Login(life)
	r.first = credential.Session{
		AccessToken: secret.New(tokens.AccessToken), RefreshToken: secret.New(tokens.RefreshToken),
		UserID: "user_before", Email: "before@example.com", OrganizationID: "org_before", ExpiresAt: tokens.ExpiresAt,
	}
	r.save(t, r.first)
	return r
}

// An environment is made up by a test.
type environment map[string]string

func (e environment) lookup(name string) (string, bool) {
	value, set := e[name]
	return value, set
}

func (r *rig) warn(text string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.warnings = append(r.warnings, text)
}

func (r *rig) save(t *testing.T, session credential.Session) {
	t.Helper()
	lock, err := r.Store().SessionFile().Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	if err := lock.Write(t.Context(), session); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) stored(t *testing.T) credential.Session {
	t.Helper()
	session, err := r.Store().SessionFile().Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func (r *rig) wantRequests(t *testing.T, want int) {
	t.Helper()
	if got := r.server.Count(authtest.Refresh); got != want {
		t.Errorf("%d requests were made, want %d", got, want)
	}
}

// wantWarning wants one warning that has all of parts in it, or none if there
// are no parts.
func (r *rig) wantWarning(t *testing.T, parts ...string) {
	t.Helper()
	got := strings.Join(r.warnings, "\n")
	if len(parts) == 0 && got != "" || len(parts) > 0 && len(r.warnings) != 1 {
		t.Errorf("warnings: %q; want %q", got, parts)
	}
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("warnings: %q; want %q", got, part)
		}
	}
}

// wantStatus wants an error with a status and with all of parts in it, and
// nothing secret.
func (r *rig) wantStatus(t *testing.T, err error, want int, parts ...string) {
	t.Helper()
	if err == nil || hint.ExitCode(err, 1) != want {
		t.Fatalf("got %#v, want status %d", err, want)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got %v, want %q", err, part)
		}
	}
	if (want == 4) != (errors.Is(err, auth.ErrSessionEnded) || errors.Is(err, auth.ErrNoCredential)) {
		t.Errorf("status %d with %v", want, err)
	}
	text := err.Error() + hint.Of(err) + strings.Join(r.warnings, "")
	if strings.Contains(text, "authtest-refresh") || strings.Contains(text, r.first.AccessToken.Reveal()) {
		t.Errorf("a secret shows: %s", text)
	}
}

// A roundTripper is a transport with something around each request.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// before and after do something around each request.
func (r *rig) before(do func()) {
	next := r.transport
	r.transport = roundTripper(func(request *http.Request) (*http.Response, error) {
		do()
		return next.RoundTrip(request)
	})
}

func (r *rig) after(do func()) {
	next := r.transport
	r.transport = roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(request)
		do()
		return response, err
	})
}

// temporaries are the temporary files in the directory.
func (r *rig) temporaries() []string {
	found, _ := filepath.Glob(filepath.Join(r.dir, ".*.tmp")) // a pattern that is valid
	return found
}

func TestOtherCredentialsNeedNoNetwork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, -time.Hour)
		lock, err := r.Store().APIKeyFile().Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Unlock()
		if err := lock.Write(t.Context(), credential.APIKey{Key: secret.New("stored-key")}); err != nil {
			t.Fatal(err)
		}
		token, err := r.Token(t.Context())
		if err != nil || token.Value.Reveal() != "stored-key" || token.Method != credential.StoredAPIKey || token.Origin != filepath.Join(r.dir, "api-key.json") {
			t.Errorf("got %+v, %v", token, err)
		}
		r.wantRequests(t, 0)
	})
}

func TestNoCredential(t *testing.T) {
	t.Parallel()
	r := &rig{}
	source := auth.NewSource(&auth.Options{LookupEnv: environment{credential.DirectoryVariable: t.TempDir()}.lookup, Warn: r.warn})
	r.first.AccessToken = secret.New("none")
	_, err := source.Token(t.Context())
	r.wantStatus(t, err, 4, "no credential found")
	if !errors.Is(err, auth.ErrNoCredential) {
		t.Errorf("got %v", err)
	}
}
