package seed

import (
	"bytes"
	"time"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/jwt"
	"amika.dev/pkg/secret"
)

// isJWT reports whether a token has the form of a JSON Web Token.
func isJWT(token string) bool {
	_, ok := jwt.Payload(token)
	return ok
}

// claims returns the claims of an ID token that say whose it is. They are not
// verified. There are none if it is no JSON Web Token.
func claims(token string) *value {
	payload, ok := jwt.Payload(token)
	if !ok {
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
