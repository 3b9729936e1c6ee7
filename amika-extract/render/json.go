package render

import (
	"unicode/utf16"
	"unicode/utf8"
)

// object is one JSON object, with a member for each variable.
type object struct{}

func (*object) Refuse(Assignment) string { return "" }

func (*object) Append(text []byte, a Assignment) []byte {
	text = append(text, ",\n  "...)
	text = AppendJSON(text, a.Name)
	text = append(text, ": "...)
	return AppendJSON(text, a.value())
}

// enclose makes an object of its members, each of which has a comma before it.
func (*object) enclose(members []byte) []byte {
	if len(members) == 0 {
		return []byte("{}\n")
	}
	members[0] = '{'
	return append(members, "\n}\n"...)
}

// AppendJSON appends s as a JSON string (RFC 8259, section 7) in printable
// ASCII, which is exact for a program and does nothing to a terminal. Bytes that
// are not UTF-8 become U+FFFD.
func AppendJSON(text []byte, s string) []byte {
	text = append(text, '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			text = append(text, '\\', byte(r))
		case r >= 0x20 && r < 0x7F:
			text = append(text, byte(r))
		case utf16.RuneLen(r) == 2:
			high, low := utf16.EncodeRune(r)
			text = appendEscaped(appendEscaped(text, high), low)
		default:
			text = appendEscaped(text, r)
		}
	}
	return append(text, '"')
}

// appendEscaped appends a code unit of UTF-16 as four hexadecimal digits.
func appendEscaped(text []byte, unit rune) []byte {
	if unit > 0xFFFF {
		unit = utf8.RuneError
	}
	const digits = "0123456789abcdef"
	return append(text, '\\', 'u', digits[unit>>12], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15])
}
