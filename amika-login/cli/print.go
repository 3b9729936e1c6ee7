package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"amika.dev/pkg/terminal"
)

// printf prints text to stdout. What comes from outside must have been escaped.
func (a *app) printf(format string, args ...any) error {
	return a.env.Write(fmt.Appendf(nil, format, args...))
}

// printJSON prints value as JSON that is ASCII only: whatever is in it then is
// harmless to a terminal, and what reads it gets it as it was.
func (a *app) printJSON(value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("writing the output: %w", err)
	}
	return a.env.Write(terminal.EscapeJSON(text.Bytes()))
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

// timestamp returns a time as it is shown.
func timestamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
