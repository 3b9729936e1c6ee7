package workos

import (
	"context"
	"net/http"
	"time"

	"amika.dev/pkg/secret"
)

const (
	// DefaultURL is where WorkOS is.
	DefaultURL = "https://api.workos.com"
	// DefaultClientID is the public client ID of Amika's command line.
	DefaultClientID = "client_01KHA495MJS1KT6QBRTYJ239DY"
)

// A Client talks to WorkOS. The zero value talks to the real one.
type Client struct {
	BaseURL   string            // empty: [DefaultURL]; see [ParseBase]
	ClientID  string            // empty: [DefaultClientID]
	Transport http.RoundTripper // nil: [NewTransport]
	Now       func() time.Time  // nil: [time.Now]
}

// Tokens are what a login or a refresh yields, as the server wrote it: nothing
// but the form of the two tokens has been looked at. All but AccessToken may be
// empty.
type Tokens struct {
	AccessToken    secret.String
	RefreshToken   secret.String
	UserID         string
	Email          string
	OrganizationID string
}

// Refresh spends refreshToken, which is good for one use, on a new pair. It
// sends one request: whether to send it again is for the caller to decide by
// the error's [Kind].
func (c *Client) Refresh(ctx context.Context, refreshToken secret.String) (Tokens, error) {
	panic("not yet")
}

// Logout ends the session that the access token's sid claim names. It takes 5
// seconds at most.
func (c *Client) Logout(ctx context.Context, sessionID string) error {
	panic("not yet")
}
