package terminal

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// EscapeJSON returns the same JSON text in printable ASCII: the characters beyond
// it, which stand only within strings, as escapes (RFC 8259, section 7). It is
// exact for a program, and does nothing to a terminal. Bytes that are not UTF-8
// become U+FFFD.
func EscapeJSON(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r < 0x7F:
			out = append(out, byte(r))
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
