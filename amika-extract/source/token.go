package source

import (
	"bytes"
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

// decodeBase64URL decodes base64url without padding (RFC 4648, section 5). It is
// nil if text is empty or something else.
func decodeBase64URL(text string) []byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if text == "" {
		return nil
	}
	decoded := make([]byte, 0, len(text))
	bits, count := 0, 0
	for i := range len(text) {
		digit := strings.IndexByte(alphabet, text[i])
		if digit < 0 {
			return nil
		}
		bits, count = bits<<6|digit, count+6
		if count >= 8 {
			count -= 8
			decoded = append(decoded, byte(bits>>count))
			bits &= 1<<count - 1
		}
	}
	return decoded
}

// TokenExpiry is when a token says itself that it expires: the exp claim of a
// JSON Web Token (RFC 7519, section 4.1.4), which is not verified. It is the
// zero time if the token is none, or does not say.
func TokenExpiry(token secret.String) time.Time {
	if !isJWT(token.Reveal()) {
		return time.Time{}
	}
	payload := decodeBase64URL(strings.Split(token.Reveal(), ".")[1])
	var p parser
	claims, err := p.parse(bytes.NewReader(payload), members("exp"))
	if err != nil {
		return time.Time{}
	}
	at, err := expiry(claims.members["exp"])
	if err != nil {
		return time.Time{}
	}
	return at
}
