package credential

import (
	"errors"
	"math"
	"strings"
	"time"

	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

// An APIKey is what api-key.json holds. Its members that we don't know are
// kept when a value that was read is changed and saved.
type APIKey struct {
	Key      secret.String
	StoredAt time.Time // zero if it is not known
	rest     *object   // a pointer, so that fmt does not print the secrets in it
}

// A Session is what workos-session.json holds: a browser login. Its members
// that we don't know are kept when a value that was read is changed and saved;
// a new value, of another login, has none.
type Session struct {
	AccessToken    secret.String
	RefreshToken   secret.String // empty if the session can't be refreshed
	UserID         string
	Email          string
	OrganizationID string
	// ExpiresAt is when the access token expires: what the file says, or else
	// what the token does. It is zero if neither is known.
	ExpiresAt time.Time
	rest      *object // a pointer, so that fmt does not print the secrets in it
}

// A PendingLogin is what pending-login.json holds: a login that was started
// and waits for the user to approve it.
type PendingLogin struct {
	workos.Pending
	BaseURL  string // of the server that was asked
	ClientID string
}

// TTL is how much life the access token has left at now; it is positive
// without a limit if nobody knows.
func (s Session) TTL(now time.Time) time.Duration {
	if s.AccessToken.Reveal() == "" {
		return 0
	}
	if s.ExpiresAt.IsZero() {
		return math.MaxInt64
	}
	return max(0, s.ExpiresAt.Sub(now))
}

const longestAPIKey = 8 << 10

// ParseAPIKey takes the API key out of text, as a file, a variable or a person
// gave it. The error says what is wrong with the text and does not show it.
func ParseAPIKey(text string) (secret.String, error) {
	key := strings.TrimSpace(text)
	switch {
	case key == "":
		return secret.String{}, errors.New("the key is empty")
	case len(key) > longestAPIKey:
		return secret.String{}, errors.New("the key is longer than 8 KiB")
	case strings.ContainsAny(key, "\r\n"):
		return secret.String{}, errors.New("the key has more than one line")
	case strings.ContainsAny(key, " \t"):
		return secret.String{}, errors.New("the key has spaces inside")
	case !printable(key):
		return secret.String{}, errors.New("the key has characters other than printable ASCII")
	}
	return secret.New(key), nil
}

// printable reports whether text can be sent in a header and printed on one
// line: printable ASCII.
//
// https://www.rfc-editor.org/rfc/rfc6749#appendix-A.12
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func decodeAPIKey(o object) (APIKey, error) {
	text, err := o.text("key")
	if err != nil {
		return APIKey{}, err
	}
	key, err := ParseAPIKey(text)
	if err != nil {
		return APIKey{}, err
	}
	return APIKey{Key: key, StoredAt: o.time("stored_at"), rest: &o}, nil
}

func encodeAPIKey(k APIKey) object {
	o := k.rest.copied()
	o.set("key", k.Key.Reveal())
	o.setTime("stored_at", k.StoredAt)
	return o
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

// Limits of what a pending login says about time.
const (
	leastInterval = time.Second
	mostInterval  = 10 * time.Minute // every slow_down adds to it
)

func decodePending(o object) (PendingLogin, error) {
	code, err := o.token("device_code")
	if err != nil {
		return PendingLogin{}, err
	}
	p := PendingLogin{BaseURL: o.label("base"), ClientID: o.label("client_id")}
	p.DeviceCode = code
	p.UserCode = o.label("user_code")
	p.VerificationURI, p.VerificationURIComplete = o.label("verification_uri"), o.label("verification_uri_complete")
	p.ExpiresAt, p.NextPoll = o.time("expires_at"), o.time("next_poll")
	if code.Reveal() == "" || p.ExpiresAt.IsZero() || p.BaseURL == "" || p.ClientID == "" {
		return PendingLogin{}, errors.New("it holds no login")
	}
	seconds, _ := o.number("interval")
	seconds = max(leastInterval.Seconds(), min(seconds, mostInterval.Seconds()))
	p.Interval = time.Duration(seconds * float64(time.Second))
	return p, nil
}

func encodePending(p PendingLogin) object {
	var o object
	o.set("device_code", p.DeviceCode.Reveal())
	o.set("user_code", p.UserCode)
	o.set("verification_uri", p.VerificationURI)
	o.set("verification_uri_complete", p.VerificationURIComplete)
	o.setTime("expires_at", p.ExpiresAt)
	o.setTime("next_poll", p.NextPoll)
	o.set("interval", p.Interval.Seconds())
	o.set("base", p.BaseURL)
	o.set("client_id", p.ClientID)
	return o
}

// token is a member that is a secret to be sent to a server.
func (o object) token(name string) (secret.String, error) {
	text, err := o.text(name)
	if err != nil {
		return secret.String{}, err
	}
	if !printable(text) {
		return secret.String{}, errors.New("its " + name + " has characters other than printable ASCII")
	}
	return secret.New(text), nil
}
