package seed

import (
	"encoding/base64"
	"strings"
)

const errRefreshToken failure = "a refresh token is in what would be handed over"

// check returns an error if a stream, or a file in it, holds a refresh token that was
// read, as it is, escaped as in JSON, or as base64.
func (b *Bundle) check(stream []byte) error {
	text := string(stream)
	for _, f := range b.Files {
		text += "\x00" + f.Data
	}
	text += "\x00" + inStandardBase64(text)
	for _, token := range b.refresh {
		for _, form := range forms(token) {
			if strings.Contains(text, form) {
				return errRefreshToken
			}
		}
	}
	return nil
}

// inStandardBase64 returns a text with the characters of base64url replaced by those of
// base64 (RFC 4648, sections 4 and 5).
func inStandardBase64(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "-", "+"), "_", "/")
}

// Lengths below which a text is found by chance.
const (
	minToken  = 4 // characters of a token
	minBase64 = 6 // characters of base64
)

// forms returns the texts by which a token is found: itself, as JSON escapes it,
// and the part of its base64 that doesn't depend on what stands beside it, for each of
// the three places that it can begin at.
func forms(token string) []string {
	if len(token) < minToken {
		return nil
	}
	escaped := quoted(token)
	all := []string{token, escaped[1 : len(escaped)-1]}
	for _, plain := range all[:2] {
		for shift := range 3 {
			encoded := base64.RawStdEncoding.AppendEncode(nil, []byte("\x00\x00"[:shift]+plain))
			first := (shift*8 + 5) / 6           // the first character with bits of the token alone
			last := (shift + len(plain)) * 8 / 6 // the one after the last such
			if last-first >= minBase64 {
				all = append(all, string(encoded[first:last]))
			}
		}
	}
	return all
}
