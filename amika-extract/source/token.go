package source

import (
	"bytes"
	"encoding/base64"
	"strings"
	"time"

	"amika.dev/pkg/secret"
)

// isJWT reports whether a token has the form of a JSON Web Token (RFC 7519,
// section 3, and RFC 7515, section 7.1): three parts of base64url.
func isJWT(token string) bool {
	parts := strings.Split(token, ".")
	for _, part := range parts {
		if decodeBase64URL(part) == nil {
			return false
		}
	}
	return len(parts) == 3
}

// decodeBase64URL decodes base64url without padding (RFC 4648, section 5). It
// returns nil if text is empty or something else.
func decodeBase64URL(text string) []byte {
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || text == "" || strings.ContainsAny(text, "\r\n") { // which the decoder skips
		return nil
	}
	return decoded
}

// claims returns what want selects of the claims of a JSON Web Token (RFC 7519,
// section 4), which is not verified. It returns an absent value if the token is
// none.
func claims(token string, want shape) value {
	if !isJWT(token) {
		return value{}
	}
	payload := decodeBase64URL(strings.Split(token, ".")[1])
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
