package auth_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
)

// No options and the zero value are the environment of the process, and
// warnings go nowhere.
func TestNilAndZero(t *testing.T) {
	directory := t.TempDir()
	t.Setenv(credential.DirectoryVariable, directory)
	t.Setenv(credential.APIKeyVariable, "")
	// A key that others can read is worth a warning.
	if err := os.WriteFile(filepath.Join(directory, "api-key.json"), []byte(`{"key": "stored-key"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]*auth.Source{"nil options": auth.NewSource(nil), "no options": auth.NewSource(&auth.Options{}), "zero value": {}} {
		token, err := source.Token(t.Context())
		if err != nil || token.Value.Reveal() != "stored-key" {
			t.Errorf("%s: got %+v, %v", name, token, err)
		}
	}
}

func TestServerFromTheEnvironment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, url string
		want      string // of the request, or the start of the error
	}{
		{"by default", "", "https://api.workos.com/user_management/authorize/device"},
		{"moved", "https://example.com/w", "https://example.com/w/user_management/authorize/device"},
		{"on loopback", "http://127.0.0.1:80", "http://127.0.0.1:80/user_management/authorize/device"},
		{"plain http", "http://example.com", "reading AMIKA_WORKOS_API_URL: "},
		{"a password", "https://u:planted@example.com", "reading AMIKA_WORKOS_API_URL: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			asked := ""
			source := auth.NewSource(&auth.Options{
				LookupEnv: environment{auth.EnvURL: tt.url, credential.DirectoryVariable: t.TempDir()}.lookup,
				HTTP: roundTripper(func(r *http.Request) (*http.Response, error) {
					asked = r.URL.String()
					return &http.Response{StatusCode: http.StatusBadRequest, Body: io.NopCloser(strings.NewReader(`{"code": "no"}`))}, nil
				}),
			})
			_, err := source.StartLogin(t.Context())
			_, token := source.Token(t.Context())
			if strings.HasPrefix(tt.want, "reading ") {
				for _, err := range []error{err, token} {
					if err == nil || hint.ExitCode(err, 1) != 2 || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error()+hint.Of(err), "planted") {
						t.Errorf("got %v", err)
					}
				}
			} else if asked != tt.want || err == nil || !errors.Is(token, auth.ErrNoCredential) {
				t.Errorf("asked %s, %v, %v", asked, err, token)
			}
		})
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	var elsewhere, got []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		elsewhere = append(elsewhere, r.Header.Get("Authorization"))
	}))
	defer other.Close()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		if r.URL.Path == "/away" {
			http.Redirect(w, r, other.URL, http.StatusFound)
		}
	}))
	defer api.Close()
	source := auth.NewSource(&auth.Options{LookupEnv: environment{credential.APIKeyVariable: "the-key"}.lookup})
	client := &http.Client{Transport: source.Transport(nil)}
	for _, path := range []string{"/", "/away"} {
		response, err := client.Get(api.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	if want := []string{"Bearer the-key", "Bearer the-key"}; strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("the API got %q", got)
	}
	if len(elsewhere) != 1 || elsewhere[0] != "" {
		t.Errorf("the host that a redirect leads to got %q", elsewhere)
	}
}

// Without a token, and where it could be read on the way, nothing is sent.
func TestTransportSendsNothing(t *testing.T) {
	t.Parallel()
	base := roundTripper(func(*http.Request) (*http.Response, error) { t.Error("sent"); return nil, errors.New("sent") })
	for url, variables := range map[string]environment{
		"http://example.com":  {credential.APIKeyVariable: "the-key"},
		"https://example.com": {credential.DirectoryVariable: t.TempDir()},
	} {
		client := &http.Client{Transport: auth.NewSource(&auth.Options{LookupEnv: variables.lookup}).Transport(base)}
		body := &closer{Reader: strings.NewReader("x")}
		_, err := client.Post(url, "text/plain", body)
		if err == nil || strings.Contains(err.Error(), "the-key") || !body.closed {
			t.Errorf("%s: %v, closed %v", url, err, body.closed)
		}
		if strings.HasPrefix(url, "https") && !errors.Is(err, auth.ErrNoCredential) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error { c.closed = true; return nil }

// The file of a login that has ended may come from another version, or from
// anybody who can write it.
func TestHintOfALoginThatHasEnded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                            "run 'amika auth login' to start again",
		`, "hint": "free some space"`: "free some space",
		`, "hint": "\u001b[31m"`:      `\x1b[31m`,
		`, "hint": 1`:                 "run 'amika auth login' to start again",
	} {
		directory := t.TempDir()
		file := `{"result": "failed", "ended_at": "` + time.Now().UTC().Format(time.RFC3339) + `", "reason": "it failed"` + text + `}`
		if err := os.WriteFile(filepath.Join(directory, "pending-login.json"), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		source := auth.NewSource(&auth.Options{LookupEnv: environment{credential.DirectoryVariable: directory}.lookup})
		login, err := source.ResumeLogin(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = login.Wait(t.Context(), nil); err == nil || err.Error() != "it failed" || hint.Of(err) != want {
			t.Errorf("%s: got %v and %q", text, err, hint.Of(err))
		}
	}
}
