package auth

import (
	"errors"
	"net/http"
	"net/url"

	"amika.dev/pkg/workos"
)

// Transport returns a transport that adds the token to each request and renews
// it when it is about to expire. base sends the requests; nil is
// [http.DefaultTransport].
//
// The token goes to https URLs (http on a loopback address) alone, and not to
// another host that a redirect leads to.
func (s *Source) Transport(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{s, base}
}

type transport struct {
	source *Source
	base   http.RoundTripper
}

// RoundTrip sends a request with the token.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !sameOrigin(first(r).URL, r.URL) {
		return t.base.RoundTrip(r)
	}
	token, err := t.token(r)
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // as every RoundTripper has to
		}
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+token.Value.Reveal())
	return t.base.RoundTrip(r)
}

func (t *transport) token(r *http.Request) (Token, error) {
	if _, err := workos.ParseURL(r.URL.String()); err != nil {
		return Token{}, errors.New("sending a token: " + err.Error())
	}
	return t.source.Token(r.Context())
}

// first returns the request whose redirects have led to r.
func first(r *http.Request) *http.Request {
	for r.Response != nil && r.Response.Request != nil {
		r = r.Response.Request
	}
	return r
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }
