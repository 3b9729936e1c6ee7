package credential

import (
	"encoding/base64"
	"strings"
	"time"

	"amika.dev/pkg/secret"
)

// Claims are what an access token says about itself. They are read without a
// look at its signature, which only the server can judge, so nothing is
// decided by them but when to refresh and what to log out of.
type Claims struct {
	ExpiresAt time.Time // the exp claim; zero if there is none
	SessionID string    // the sid claim; empty if there is none
}

// Limits of what is read of a token that anybody may have made.
const (
	longestPayload   = 64 << 10
	longestSessionID = 256
	// lastExpiry is the last second that RFC 3339 can write.
	lastExpiry = 253402300799
)

// ParseClaims reads the claims of a JSON Web Token. Of anything else, and of a
// claim that has another form than it should, it reads nothing.
//
// https://www.rfc-editor.org/rfc/rfc7519#section-4
func ParseClaims(token secret.String) Claims {
	parts := strings.SplitN(token.Reveal(), ".", 4)
	if len(parts) != 3 || len(parts[1]) > longestPayload {
		return Claims{}
	}
	// https://www.rfc-editor.org/rfc/rfc7515#section-2: without padding.
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return Claims{}
	}
	o, err := parseObject(payload)
	if err != nil {
		return Claims{}
	}
	var claims Claims
	// https://www.rfc-editor.org/rfc/rfc7519#section-2: seconds, which may
	// have a fraction. Rounding down refreshes a moment early.
	if exp, ok := o.number("exp"); ok && exp > 0 && exp <= lastExpiry {
		claims.ExpiresAt = time.Unix(int64(exp), 0).UTC()
	}
	if id := o.label("sid"); len(id) <= longestSessionID && printable(id) && !strings.Contains(id, " ") {
		claims.SessionID = id
	}
	return claims
}
