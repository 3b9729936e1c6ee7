package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

// A rig is a source with a directory and a server of its own.
type rig struct {
	*auth.Source
	server   *authtest.Server
	dir      string
	first    credential.Session // that was logged in
	mutex    sync.Mutex
	warnings []string
}

// newRig makes a rig, within a bubble of package synctest, where somebody has
// logged in and the access token has life left, which may be negative.
func newRig(t *testing.T, life time.Duration) *rig {
	t.Helper()
	r := &rig{server: &authtest.Server{}, dir: t.TempDir()}
	dial, stop := r.server.Pipe()
	t.Cleanup(stop)
	env := command.NewTest(map[string]string{
		credential.DirectoryVariable: r.dir,
		auth.URLVariable:             "http://127.0.0.1:1",
		auth.ClientIDVariable:        "client_test",
	}).Env
	var err error
	if r.Source, err = auth.New(env, r.warn); err != nil {
		t.Fatal(err)
	}
	r.Client.Transport = workos.NewTransport(dial)
	tokens := r.server.Login(life)
	r.first = credential.Session{
		AccessToken: secret.New(tokens.AccessToken), RefreshToken: secret.New(tokens.RefreshToken),
		UserID: "user_before", Email: "before@example.com", OrganizationID: "org_before", ExpiresAt: tokens.ExpiresAt,
	}
	r.save(t, r.first)
	return r
}

func (r *rig) warn(text string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.warnings = append(r.warnings, text)
}

func (r *rig) save(t *testing.T, session credential.Session) {
	t.Helper()
	lock, err := r.Store.SessionFile().Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	if err := lock.Save(session); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) stored(t *testing.T) credential.Session {
	t.Helper()
	session, err := r.Store.SessionFile().Read(t.Context())
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
func (r *rig) wantStatus(t *testing.T, err error, want command.Status, parts ...string) {
	t.Helper()
	if err == nil || command.StatusOf(err) != want {
		t.Fatalf("got %#v, want status %d", err, want)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got %v, want %q", err, part)
		}
	}
	if (want == command.NoCredential) != (errors.Is(err, auth.ErrLoggedOut) || errors.Is(err, auth.ErrNone)) {
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
	next := r.Client.Transport
	r.Client.Transport = roundTripper(func(request *http.Request) (*http.Response, error) {
		do()
		return next.RoundTrip(request)
	})
}

func (r *rig) after(do func()) {
	next := r.Client.Transport
	r.Client.Transport = roundTripper(func(request *http.Request) (*http.Response, error) {
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
		lock, err := r.Store.APIKeyFile().Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Unlock()
		if err := lock.Save(credential.APIKey{Key: secret.New("stored-key")}); err != nil {
			t.Fatal(err)
		}
		token, err := r.Token(t.Context(), auth.MinTTL)
		if err != nil || token.Text.Reveal() != "stored-key" || token.Method != credential.StoredAPIKey || token.Source != filepath.Join(r.dir, "api-key.json") {
			t.Errorf("got %+v, %v", token, err)
		}
		r.wantRequests(t, 0)
	})
}

func TestNoCredential(t *testing.T) {
	t.Parallel()
	r := &rig{}
	env := command.NewTest(map[string]string{credential.DirectoryVariable: t.TempDir()}).Env
	source, err := auth.New(env, r.warn)
	if err != nil {
		t.Fatal(err)
	}
	r.first.AccessToken = secret.New("none")
	_, err = source.Token(t.Context(), auth.MinTTL)
	r.wantStatus(t, err, command.NoCredential, "there is no credential")
	if !errors.Is(err, auth.ErrNone) {
		t.Errorf("got %v", err)
	}
}

func TestWhereWorkOSIs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url, id     string
		wantURL, wantID   string
		wantError, secret string
	}{
		{"by default", "", "", "https://api.workos.com", "client_01KHA495MJS1KT6QBRTYJ239DY", "", "-"},
		{"moved", "https://example.com/w", "client_x", "https://example.com/w", "client_x", "", "-"},
		{"on loopback", "http://127.0.0.1:80", "", "http://127.0.0.1:80", "client_01KHA495MJS1KT6QBRTYJ239DY", "", "-"},
		{"plain http", "http://example.com", "", "", "", "reading AMIKA_WORKOS_API_URL: ", "-"},
		{"a password", "https://u:planted@example.com", "", "", "", "reading AMIKA_WORKOS_API_URL: ", "planted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client, err := auth.NewClient(command.NewTest(map[string]string{auth.URLVariable: tt.url, auth.ClientIDVariable: tt.id}).Env)
			if tt.wantError != "" {
				if command.StatusOf(err) != command.Usage || !strings.HasPrefix(err.Error(), tt.wantError) || strings.Contains(err.Error()+hint.Of(err), tt.secret) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || client.BaseURL != tt.wantURL || client.ClientID != tt.wantID {
				t.Errorf("got %+v, %v", client, err)
			}
		})
	}
}

// What another program of Amika's does to call its API.
func Example() {
	env := command.NewTest(map[string]string{"AMIKA_API_KEY": "the-key"}).Env // a program has command.System()
	source, err := auth.New(env, func(text string) { env.Warnf("amika-example", "%s", text) })
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := source.Token(context.Background(), auth.MinTTL)
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := http.NewRequest(http.MethodGet, "https://app.amika.dev/api/v0beta1/sandboxes", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+token.Text.Reveal())
	fmt.Println(token.Method, token.Text)
	// Output: env_api_key [redacted]
}
