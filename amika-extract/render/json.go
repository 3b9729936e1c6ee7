package render

import "unicode/utf16"

// object is one JSON object, with a member for each variable.
type object struct{}

func (*object) Refuse(Assignment) string { return "" }

func (*object) Append(text []byte, a Assignment) []byte {
	text = AppendJSON(append(text, ",\n  "...), a.Name)
	return AppendJSON(append(text, ": "...), a.value())
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
		piece := string(r)
		switch {
		case r == '"', r == '\\':
			piece = "\\" + piece
		case utf16.RuneLen(r) == 2:
			high, low := utf16.EncodeRune(r)
			piece = escaped(high) + escaped(low)
		case r < 0x20 || r >= 0x7F:
			piece = escaped(r)
		}
		text = append(text, piece...)
	}
	return append(text, '"')
}

// escaped is a UTF-16 code unit as an escape.
func escaped(unit rune) string {
	const digits = "0123456789abcdef"
	return string([]byte{'\\', 'u', digits[unit>>12&15], digits[unit>>8&15], digits[unit>>4&15], digits[unit&15]})
}
