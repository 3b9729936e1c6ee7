package source

import (
	"bytes"
	"time"

	"amika.dev/pkg/jwt"
	"amika.dev/pkg/secret"
)

// claims returns what want selects of the claims of a JSON Web Token, which is not
// verified. It returns an absent value if the token is none.
func claims(token string, want shape) value {
	payload, ok := jwt.Payload(token)
	if !ok {
		return value{}
	}
	var p parser
	claims, err := p.parse(bytes.NewReader(payload), want)
	if err != nil {
		return value{}
	}
	return claims
}

// TokenExpiry returns when a token says itself that it expires: the exp claim of a
// JSON Web Token (RFC 7519, section 4.1.4), which is not verified. It returns the
// zero time if the token is none or does not say.
func TokenExpiry(token secret.String) time.Time {
	claims := claims(token.Reveal(), members("exp"))
	at, err := expiry(claims.members.get("exp"))
	if err != nil {
		return time.Time{}
	}
	return at
}
