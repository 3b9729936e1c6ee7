// Package jwt reads what a JSON Web Token ([RFC 7519]) says about itself. It
// verifies no signature, which only the server can judge, so nothing may be
// decided by it but when to renew a token and what to show.
//
// It serves the programs of this repository and is no API.
//
// [RFC 7519]: https://www.rfc-editor.org/rfc/rfc7519
package jwt

import (
	"encoding/base64"
	"strings"
	"time"
)

// maxPayload limits what is decoded of a token that anybody may have made, in
// characters.
const maxPayload = 64 << 10

// Payload returns the decoded claims of token, which should be a JSON object. It
// reports false if token is not three parts of base64url without padding.
//
// https://www.rfc-editor.org/rfc/rfc7515#section-7.1
func Payload(token string) ([]byte, bool) {
	header, rest, _ := strings.Cut(token, ".")
	payload, signature, found := strings.Cut(rest, ".")
	if !found || len(payload) > maxPayload {
		return nil, false
	}
	// The decoder checks the payload, but it skips line breaks.
	if payload == "" || strings.IndexByte(payload, '\n') >= 0 || strings.IndexByte(payload, '\r') >= 0 ||
		!isBase64URL(header) || !isBase64URL(signature) {
		return nil, false
	}
	decoded, err := base64.RawURLEncoding.DecodeString(payload)
	return decoded, err == nil
}

// Is reports whether a token has the form of a JSON Web Token.
func Is(token string) bool {
	_, ok := Payload(token)
	return ok
}

// isBase64URL reports whether text is made of base64url characters and is not
// empty. It does not decode: a signature is no concern of ours.
func isBase64URL(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return text != ""
}

// MaxSeconds is the last second since 1970 that RFC 3339 can write.
const MaxSeconds = 253402300799

// Time returns the time of a NumericDate, rounded down so that a token is
// renewed a moment early rather than late. It returns the zero time for what is
// not between 1970 and [MaxSeconds].
//
// https://www.rfc-editor.org/rfc/rfc7519#section-2
func Time(seconds float64) time.Time {
	if !(seconds > 0 && seconds <= MaxSeconds) {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}
