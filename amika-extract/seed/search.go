package seed

import (
	"bytes"
	"encoding/base64"

	"amika.dev/amika-extract/source"
)

const errRefreshToken failure = "a refresh token is in what would be handed over"

// check returns an error if a stream, or a file in it, holds a refresh
// token that was read, as it is, escaped as in JSON, or as base64.
func (b *Bundle) check(stream []byte) error {
	texts := [][]byte{stream}
	for _, f := range b.Files {
		texts = append(texts, f.Data)
	}
	for _, token := range b.refresh {
		for _, form := range forms(token) {
			for _, text := range texts {
				if bytes.Contains(text, form) {
					return errRefreshToken
				}
			}
		}
	}
	return nil
}

// Lengths below which a text is found by chance.
const (
	minToken  = 4 // characters of a token
	minBase64 = 6 // characters of base64
)

// forms returns the texts by which a token is found: itself, as JSON escapes it,
// and the part of its base64 (RFC 4648, sections 4 and 5) that doesn't depend on
// what stands beside it, for each of the three places that it can begin at.
func forms(token string) [][]byte {
	if len(token) < minToken {
		return nil
	}
	escaped := source.AppendString(nil, token)
	all := [][]byte{[]byte(token), escaped[1 : len(escaped)-1]}
	for _, plain := range all[:2] {
		for shift := range 3 {
			for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				encoded := encoding.AppendEncode(nil, append(make([]byte, shift), plain...))
				first := (shift*8 + 5) / 6           // the first character with bits of the token alone
				last := (shift + len(plain)) * 8 / 6 // the one after the last such
				if last-first >= minBase64 {
					all = append(all, encoded[first:last])
				}
			}
		}
	}
	return all
}
