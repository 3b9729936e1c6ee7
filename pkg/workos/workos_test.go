package workos_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

const base = "http://127.0.0.1:1"

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// inBubble runs test against s on a clock that does not wait.
func inBubble(t *testing.T, s *authtest.Server, test func(*testing.T, *workos.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dial, stop := s.Pipe()
		defer stop()
		test(t, client(dial))
	})
}

func client(dial dialer) *workos.Client {
	return &workos.Client{BaseURL: base, ClientID: "client_test", Transport: workos.NewTransport(dial)}
}

// shown is the text of err, which must be safe wherever it comes from.
func shown(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*workos.Error](err)
	if !ok {
		t.Fatalf("not an *Error: %v", err)
	}
	for _, text := range []string{e.Error(), e.Hint(), e.Code} {
		if strings.Contains(text, "authtest-") || strings.ContainsAny(text, "\x1b\n") {
			t.Errorf("not safe to show: %q", text)
		}
	}
	return strings.TrimPrefix(e.Error(), "127.0.0.1:1: ")
}

func kindOf(err error) workos.Kind {
	if e, ok := errors.AsType[*workos.Error](err); ok {
		return e.Kind
	}
	return 0
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{ClientID: "client_test"}
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		before := s.Login(0)
		got, err := c.Refresh(t.Context(), secret.New(before.RefreshToken), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if got.AccessToken.Reveal() == before.AccessToken || got.RefreshToken.Reveal() == before.RefreshToken ||
			got.UserID != "user_01TEST" || got.Email != "dev@example.com" || got.OrganizationID != "org_01TEST" {
			t.Errorf("got %+v", got)
		}
		r := s.Requests()[0]
		if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.Header.Get("Authorization") != "" || len(r.Form) != 3 {
			t.Errorf("sent %v with %v", r.Header, r.Form)
		}
	})
}

// Every way in which a refresh fails is one request, and of the right kind.
func TestRefreshKinds(t *testing.T) {
	t.Parallel()
	const busy = `{"error":"x"}`
	tests := []struct {
		name   string
		fault  authtest.Fault
		kind   workos.Kind
		reason string
	}{
		{"drop", authtest.Drop(), workos.Unknown, "the connection was closed without an answer"},
		{"reset", authtest.Reset(), workos.Unknown, "the connection was closed without an answer"},
		{"lost", authtest.Lose(), workos.Unknown, "the connection was closed without an answer"},
		{"408", authtest.Status(408, ""), workos.Unknown, "Request Timeout (test)"},
		{"429", authtest.Status(429, "7"), workos.Unknown, "Too Many Requests (test)"},
		{"500", authtest.Status(500, ""), workos.Unknown, "Internal Server Error (test)"},
		{"503 in HTML", authtest.HTML(503), workos.Unknown, "an answer that isn't WorkOS's: a page of HTML (status 503 Service Unavailable)"},
		{"502 with invalid_grant", authtest.OAuthError(502, "invalid_grant", ""), workos.Unknown, "invalid_grant (status 502)"},
		{"200 in HTML", authtest.HTML(200), workos.Unknown, "an answer that isn't WorkOS's: a page of HTML (status 200 OK)"},
		{"200 cut", authtest.Truncate(), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 null", authtest.Body(200, "null"), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 empty", authtest.Body(200, ""), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 array", authtest.Body(200, "[]"), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 without a token", authtest.Member("access_token", ""), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 with an empty token", authtest.Member("access_token", `""`), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 with a number", authtest.Member("access_token", "7"), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 with escapes in the token", authtest.Member("access_token", `"a\u001b[31m"`), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 with a refusal", authtest.Body(200, `{"error":"invalid_grant"}`), workos.Unknown, "the answer can't be understood (status 200)"},
		{"200 too long", authtest.Body(200, `{"access_token":"a"`+strings.Repeat(" ", 1<<20)+"}"), workos.Unknown, "the answer can't be understood (status 200)"},
		{"201", authtest.Body(201, `{"access_token":"a"}`), workos.Unknown, "the answer can't be understood (status 201)"},
		{"600", authtest.Body(600, busy), workos.Unknown, "x (status 600)"},
		{"400 cut", authtest.Body(400, `{"error":"invalid_gr`), workos.Unknown, "the answer can't be understood (status 400)"},
		{"invalid_grant", authtest.OAuthError(400, "invalid_grant", "Gone."), workos.InvalidGrant, "Gone. (invalid_grant)"},
		{"invalid_grant otherwise", authtest.APIError(401, "invalid_grant", "Gone."), workos.InvalidGrant, "Gone. (invalid_grant)"},
		{"invalid_grant in a status that says busy", authtest.OAuthError(429, "invalid_grant", ""), workos.Unknown, "invalid_grant (status 429)"},
		{"pending is no answer to it", authtest.OAuthError(400, "authorization_pending", ""), workos.Refused, "authorization_pending (status 400)"},
		{"expired_token neither", authtest.OAuthError(400, "expired_token", ""), workos.Refused, "expired_token (status 400)"},
		{"400 null", authtest.Body(400, "null"), workos.Refused, "status 400 Bad Request"},
		{"400 with odd members", authtest.Body(400, `{"error":{"a":1},"code":7,"message":["m"],"error_description":"d"}`), workos.Refused, "d (status 400)"},
		{"400 with a title for an error", authtest.Body(400, `{"error":"Bad Request","code":"invalid_grant","message":"m"}`), workos.InvalidGrant, "m (invalid_grant)"},
		{"403 in HTML", authtest.HTML(403), workos.Refused, "an answer that isn't WorkOS's: a page of HTML (status 403 Forbidden)"},
		{"422", authtest.APIError(422, "invalid_request_parameters", "Validation failed"), workos.Refused, "Validation failed (invalid_request_parameters)"},
		{"400 with escapes", authtest.OAuthError(400, "\x1b]0;x\a", "\x1b[2Jgone\n\u202e"), workos.Refused, `\x1b[2Jgone\n\u202e (status 400)`},
		{"307", authtest.Redirect("https://elsewhere.example/"), workos.Redirected, "a redirect (status 307), which is not followed"},
		{"304", authtest.Status(304, ""), workos.Redirected, "a redirect (status 304), which is not followed"},
		{"answers late", authtest.Late(19 * time.Second), 0, ""},
		{"no header in time", authtest.Late(21 * time.Second), workos.Unknown, "no answer in time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := new(authtest.Server)
			s.Fail(authtest.Refresh, 0, tt.fault)
			s.Fail(authtest.Other, 0, authtest.Body(200, `{"access_token":"a"}`))
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				got, err := c.Refresh(t.Context(), secret.New(s.Login(0).RefreshToken), time.Time{})
				if n := len(s.Requests()); n != 1 {
					t.Errorf("%d requests", n)
				}
				if tt.kind == 0 {
					if err != nil || got.AccessToken.Reveal() == "" {
						t.Errorf("got %+v, %v", got, err)
					}
					return
				}
				if kindOf(err) != tt.kind || shown(t, err) != tt.reason || got.AccessToken.Reveal() != "" {
					t.Errorf("kind %d, want %d; %q, want %q", kindOf(err), tt.kind, shown(t, err), tt.reason)
				}
			})
		})
	}
}

func TestWrongContentTypeIsRead(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	s.Fail(authtest.Refresh, 0, authtest.ContentType("text/html"))
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		if got, err := c.Refresh(t.Context(), secret.New(s.Login(0).RefreshToken), time.Time{}); err != nil || got.AccessToken.Reveal() == "" {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// A server that repeats what it was sent does not get it shown.
func TestErrorsHideWhatWasSent(t *testing.T) {
	t.Parallel()
	const token = "planted+token/with=signs"
	s := new(authtest.Server)
	s.Fail(authtest.Refresh, 1, authtest.OAuthError(400, token, "The token "+token+" is gone."))
	s.Fail(authtest.Refresh, 2, authtest.OAuthError(400, "", "refresh_token=planted%2Btoken%2Fwith%3Dsigns"))
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		for _, want := range []string{"The token [redacted] is gone. ([redacted])", "refresh_token=[redacted] (status 400)"} {
			_, err := c.Refresh(t.Context(), secret.New(token), time.Time{})
			if got := shown(t, err); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		header string
		want   time.Duration
	}{
		{"", 0}, {"7", 7 * time.Second}, {" 7 ", 7 * time.Second}, {"-7", 0}, {"soon", 0}, {"NaN", 0},
		{"1e999", 30 * time.Minute}, {"99999999999999999999", 30 * time.Minute},
		{"Sat, 01 Jan 2000 00:00:20 GMT", 20 * time.Second}, {"Fri, 31 Dec 1999 00:00:00 GMT", 0},
	}
	for _, tt := range tests {
		t.Run(tt.header, func(t *testing.T) {
			t.Parallel()
			s := new(authtest.Server)
			s.Fail(authtest.Refresh, 0, authtest.Status(429, tt.header))
			inBubble(t, s, func(t *testing.T, c *workos.Client) { // which begins with the year 2000
				_, err := c.Refresh(t.Context(), secret.New("r"), time.Time{})
				e, ok := errors.AsType[*workos.Error](err)
				if !ok || e.RetryAfter.Round(time.Second) != tt.want {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			})
		})
	}
}

func TestBaseIsChecked(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://api.example", "ftp://api.example", "https://u:secret@api.example", "%", "https://api.example?x"} {
		c := client(func(context.Context, string, string) (net.Conn, error) {
			t.Errorf("%s: a connection was made", url)
			return nil, net.ErrClosed
		})
		c.BaseURL = url
		if _, err := c.Refresh(t.Context(), secret.New("r"), time.Time{}); kindOf(err) != workos.NotSent || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// A transport of the caller's own, which ignores what it was asked to heed.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNothingLeavesAfterNotSent(t *testing.T) {
	t.Parallel()
	var later func() (int, error)
	c := client(nil)
	c.Transport = transport(func(r *http.Request) (*http.Response, error) {
		later = func() (int, error) { return r.Body.Read(make([]byte, 100)) }
		return nil, errors.New("no connection")
	})
	_, err := c.Refresh(t.Context(), secret.New("r"), time.Time{})
	if kindOf(err) != workos.NotSent {
		t.Errorf("kind %d: %v", kindOf(err), err)
	}
	if n, err := later(); n != 0 || err == nil {
		t.Errorf("%d bytes left after all", n)
	}
}
