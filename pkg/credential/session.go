package credential

import (
	"errors"
	"math"
	"strings"
	"time"

	"amika.dev/pkg/jwt"
	"amika.dev/pkg/secret"
)

// A Session is the content of workos-session.json: a browser login. Unknown
// members are kept when a value that was read is changed and written; a new
// value, which is that of another login, has none.
type Session struct {
	AccessToken    secret.String
	RefreshToken   secret.String // empty if the session can't be refreshed
	UserID         string
	Email          string
	OrganizationID string
	// ExpiresAt is when the access token expires: the file's expires_at, or
	// else the exp claim of the token. It is zero if neither is known.
	ExpiresAt time.Time
	rest      *object // a pointer, so that fmt does not print the secrets in it
}

// TTL returns how long the access token remains valid at now: 0 if it has
// expired, and the longest duration if its expiry is unknown.
func (s Session) TTL(now time.Time) time.Duration {
	if s.AccessToken.Reveal() == "" {
		return 0
	}
	if s.ExpiresAt.IsZero() {
		return math.MaxInt64
	}
	return max(0, s.ExpiresAt.Sub(now))
}

// Claims are what an access token says about itself. They are not verified, so
// they decide nothing but when to refresh and which session to log out of.
type Claims struct {
	ExpiresAt time.Time // the exp claim; zero if there is none
	IssuedAt  time.Time // the iat claim; zero if there is none
	SessionID string    // the sid claim; empty if there is none
}

// maxSessionID is the length of the longest sid claim that is used, in bytes.
const maxSessionID = 256

// ParseClaims returns the claims of a JSON Web Token. Of anything else, and for
// a claim of the wrong form, it returns zero values.
//
// https://www.rfc-editor.org/rfc/rfc7519#section-4
func ParseClaims(token secret.String) Claims {
	payload, ok := jwt.Payload(token.Reveal())
	if !ok {
		return Claims{}
	}
	o, err := parseObject(payload)
	if err != nil {
		return Claims{}
	}
	var claims Claims
	expires, _ := o.number("exp")
	issued, _ := o.number("iat")
	claims.ExpiresAt, claims.IssuedAt = jwt.Time(expires), jwt.Time(issued)
	if id := o.label("sid"); len(id) <= maxSessionID && secret.IsPrintable(id) && !strings.Contains(id, " ") {
		claims.SessionID = id
	}
	return claims
}

func decodeSession(o object) (Session, error) {
	access, err := o.token("access_token")
	if err != nil {
		return Session{}, err
	}
	refresh, err := o.token("refresh_token")
	if err != nil {
		return Session{}, err
	}
	if access.Reveal() == "" && refresh.Reveal() == "" {
		return Session{}, errors.New("it holds no token")
	}
	s := Session{
		AccessToken: access, RefreshToken: refresh,
		UserID: o.label("user_id"), Email: o.label("email"), OrganizationID: o.label("organization_id"),
		ExpiresAt: o.time("expires_at"), rest: &o,
	}
	if s.ExpiresAt.IsZero() {
		s.ExpiresAt = ParseClaims(access).ExpiresAt
	}
	return s, nil
}

func encodeSession(s Session) object {
	o := s.rest.copied()
	o.set("access_token", s.AccessToken.Reveal())
	o.set("refresh_token", s.RefreshToken.Reveal())
	o.set("user_id", s.UserID)
	o.set("email", s.Email)
	o.set("organization_id", s.OrganizationID)
	o.setTime("expires_at", s.ExpiresAt)
	return o
}

// token returns a member that is a secret to be sent to a server.
func (o object) token(name string) (secret.String, error) {
	text, err := o.text(name)
	if err != nil {
		return secret.String{}, err
	}
	if !secret.IsPrintable(text) {
		return secret.String{}, errors.New("its " + name + " has characters other than printable ASCII")
	}
	return secret.New(text), nil
}
