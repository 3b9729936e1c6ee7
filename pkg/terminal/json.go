package terminal

import (
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends s to text as a JSON string (RFC 8259, section 7) in
// printable ASCII, which is exact for a program and does nothing to a terminal.
// Bytes that are not UTF-8 become U+FFFD.
func AppendJSON(text []byte, s string) []byte {
	text = append(text, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			text = append(text, '\\', byte(r))
		case r < 0x20:
			text = appendUnit(text, r)
		default:
			text = appendASCII(text, r)
		}
	}
	return append(text, '"')
}

// EscapeJSON returns the same JSON text in printable ASCII: the characters beyond
// it, which stand only within strings, become escapes as in [AppendJSON].
func EscapeJSON(text []byte) []byte {
	escaped := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		escaped = appendASCII(escaped, r)
		text = text[size:]
	}
	return escaped
}

// appendASCII appends a character, as an escape if it is beyond printable ASCII.
func appendASCII(text []byte, r rune) []byte {
	switch {
	case r < 0x7F:
		return append(text, byte(r))
	case r > 0xFFFF:
		high, low := utf16.EncodeRune(r)
		return appendUnit(appendUnit(text, high), low)
	}
	return appendUnit(text, r)
}

// appendUnit appends a UTF-16 code unit as an escape.
func appendUnit(text []byte, unit rune) []byte {
	const digits = "0123456789abcdef"
	return append(text, '\\', 'u', digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}
