package source

import (
	"strings"

	"amika.dev/pkg/secret"
)

const (
	errLongKey     constError = "its value is longer than 16 KiB"
	errNotASCII    constError = "its value has characters other than printable ASCII"
	errReference   constError = "its value is a reference to a key that is kept elsewhere"
	errPlaceholder constError = "its value is a placeholder"
)

// checkKey returns why a text can't be a credential, or nil.
func checkKey(v value) error {
	if v.long {
		return errLongKey
	}
	for i := range len(v.text) {
		if c := v.text[i]; c < 0x20 || c > 0x7E {
			return errNotASCII
		}
	}
	switch {
	case isReference(v.text):
		return errReference
	case secret.IsPlaceholder(v.text):
		return errPlaceholder
	}
	return nil
}

// isReference reports whether a text names the place of a key in one of the
// notations that agents and secret managers have for it, instead of being one.
func isReference(text string) bool {
	for _, prefix := range []string{"${", "{env:", "{file:"} {
		if strings.HasPrefix(text, prefix) && strings.HasSuffix(text, "}") {
			return true
		}
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
	if len(text) < 2 {
		return false
	}
	switch rest := text[1:]; text[0] {
	case '!': // a command that prints the key
		return strings.Contains(letters+"/~.", rest[:1])
	case '$':
		return strings.Contains(letters, rest[:1]) && strings.Trim(rest, letters+"0123456789") == ""
	}
	return strings.HasPrefix(text, "op://")
}
