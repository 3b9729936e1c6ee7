package seed

import (
	"bytes"
	"encoding/base64"
	"strings"
	"time"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/secret"
)

// isJWT reports whether a token has the form of a JSON Web Token (RFC 7519,
// section 3): three parts of base64url.
func isJWT(token string) bool {
	parts := strings.Split(token, ".")
	for _, part := range parts {
		if _, err := base64.RawURLEncoding.DecodeString(part); err != nil || part == "" {
			return false
		}
	}
	return len(parts) == 3
}

// claims returns the claims of an ID token that say whose it is. They are not
// verified. There are none if it is no JSON Web Token.
func claims(token string) *value {
	if !isJWT(token) {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		return nil
	}
	v, err := parse(bytes.NewReader(payload), only("email").and("https://api.openai.com/auth", only("chatgpt_plan_type")))
	if err != nil {
		return nil
	}
	return v
}

// expiry returns when an access token says itself that it expires, or the zero
// time if it doesn't say.
func expiry(token string) time.Time { return source.TokenExpiry(secret.New(token)) }
