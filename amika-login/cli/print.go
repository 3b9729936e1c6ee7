package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// printf prints text to stdout. What comes from outside must have been escaped.
func (p *program) printf(format string, args ...any) error {
	return p.env.Write(fmt.Appendf(nil, format, args...))
}

// printJSON prints value as JSON that is ASCII only: whatever is in it then is
// harmless to a terminal, and what reads it gets it as it was.
func (p *program) printJSON(value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("writing the output: %w", err)
	}
	return p.env.Write(ascii(text.Bytes()))
}

// ascii writes the characters beyond ASCII, which stand only within strings, as
// JSON's escapes, and DEL too, the one control character that package json
// leaves.
//
// https://www.rfc-editor.org/rfc/rfc8259#section-7
func ascii(text []byte) []byte {
	var out []byte
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r < 0x7f:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

// A moment is a time in JSON: RFC 3339, or null if it is not known.
type moment time.Time

// MarshalJSON never fails.
func (m moment) MarshalJSON() ([]byte, error) {
	if time.Time(m).IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + timestamp(time.Time(m)) + `"`), nil
}

// timestamp is how a time is shown.
func timestamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
