package workos

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"amika.dev/pkg/secret"
)

const (
	// DefaultURL is the API of WorkOS.
	DefaultURL = "https://api.workos.com"
	// DefaultClientID is the public client ID of Amika's command line.
	DefaultClientID = "client_01KHA495MJS1KT6QBRTYJ239DY"
)

// logoutTimeout limits the request that ends a session, which has ended on this
// machine already.
const logoutTimeout = 5 * time.Second

// A Client talks to WorkOS. The zero value talks to the real one.
type Client struct {
	BaseURL   string            // empty: [DefaultURL]; see [ParseBase]
	ClientID  string            // empty: [DefaultClientID]
	Transport http.RoundTripper // nil: [NewTransport]
	Now       func() time.Time  // nil: [time.Now]
	// Skewed is called if the clock is more than two minutes ahead of that of the
	// server called host, or behind it if ahead is negative. It may be nil.
	Skewed func(host string, ahead time.Duration)
}

// Tokens are the result of a login or a refresh, as the server sent it: only the
// form of the two tokens has been checked. All but AccessToken may be empty.
type Tokens struct {
	AccessToken    secret.String
	RefreshToken   secret.String
	UserID         string
	Email          string
	OrganizationID string
}

// Refresh spends refreshToken, which is good for one use, on a new pair. It
// sends one request; the error's [Kind] tells whether it may be repeated.
//
// If the request can't be sent before startBy, it is not sent at all; zero sets
// no limit. Once it is sent, the answer is awaited for [AnswerTimeout]: an answer
// that nobody hears may be the only copy of the new pair.
//
// https://www.rfc-editor.org/rfc/rfc6749#section-6
func (c *Client) Refresh(ctx context.Context, refreshToken secret.String, startBy time.Time) (Tokens, error) {
	return c.authenticate(ctx, request{startBy: startBy, patient: true, form: url.Values{
		"grant_type":    {"refresh_token"},
		"refresh_token": {refreshToken.Reveal()},
	}})
}

// authenticate sends r to the token endpoint.
func (c *Client) authenticate(ctx context.Context, r request) (Tokens, error) {
	r.base, r.path = c.base(), "user_management/authenticate"
	r.form.Set("client_id", c.clientID())
	a, err := c.send(ctx, r)
	if err != nil {
		return Tokens{}, err
	}
	if a.status == http.StatusOK && a.torn == nil {
		if tokens, ok := parseTokens(a.body); ok {
			return tokens, nil
		}
	}
	return Tokens{}, c.refusal(r, a)
}

// Logout ends the session that the access token's sid claim names. It takes 5
// seconds at most.
func (c *Client) Logout(ctx context.Context, sessionID string) error {
	ctx, cancel := context.WithTimeout(ctx, logoutTimeout)
	defer cancel()
	r := request{base: c.base(), path: "user_management/sessions/logout", query: url.Values{"session_id": {sessionID}}}
	a, err := c.send(ctx, r)
	if err != nil {
		return err
	}
	// A browser would be redirected to a farewell page.
	if 200 <= a.status && a.status < 400 {
		return nil
	}
	return c.refusal(r, a)
}

func (c *Client) base() string {
	if c.BaseURL == "" {
		return DefaultURL
	}
	return c.BaseURL
}

func (c *Client) clientID() string {
	if c.ClientID == "" {
		return DefaultClientID
	}
	return c.ClientID
}
