// Package secret keeps keys and tokens out of logs, error texts and dumps. It is an
// API: programs that import package auth get its tokens as secrets.
package secret

// Redacted is printed in place of a secret.
const Redacted = "[redacted]"

// A String is a secret. Every way that fmt and the encoding packages have of
// turning a value into text gives [Redacted]; only [String.Reveal] gives the
// secret itself, so that each place that does is easy to find. The zero value
// is the empty secret.
type String struct {
	// A pointer, because fmt prints the unexported fields of a struct without
	// calling their methods: it then prints an address, not the secret.
	text *string
}

// New returns text as a secret.
func New(text string) String { return String{&text} }

// Reveal returns the secret itself.
func (s String) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Equal reports whether two secrets are the same.
func (s String) Equal(other String) bool { return s.Reveal() == other.Reveal() }

// String returns [Redacted].
func (String) String() string { return Redacted }

// GoString returns [Redacted].
func (String) GoString() string { return Redacted }

// MarshalText returns [Redacted]. JSON, XML and log/slog print it too.
func (String) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// IsPrintable reports whether text is printable ASCII, as keys and tokens are:
// it can be sent in a header and printed on one line.
//
// https://www.rfc-editor.org/rfc/rfc6749#appendix-A.12
func IsPrintable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
