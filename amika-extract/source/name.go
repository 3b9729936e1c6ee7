package source

import "strings"

// maxName is the length that a name may have, in bytes.
const maxName = 64

const (
	errNameCharacters constError = "its name has characters that a provider's name can't have"
	errNameLength     constError = "its name is longer than 64 characters"
	errNoName         constError = "it has no provider's name"
	errReserved       constError = "AMIKA_* variables are reserved"
	errVariable       constError = "its variable is not of the form NAME_KEY or NAME_TOKEN"
)

// Canonical returns the canonical name of a provider: it is in lower case,
// separators are hyphens, and the agents' names for the models of Anthropic and
// OpenAI become the providers'. A name that can't be used is an error and is never
// repaired, since it ends up in the name of a variable.
func Canonical(name string) (string, error) {
	var b strings.Builder
	hyphen := false
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '-', c == '_', c == ' ', c == '.', c == '/':
			hyphen = b.Len() > 0
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		default:
			return "", errNameCharacters
		}
		if hyphen {
			b.WriteByte('-')
			hyphen = false
		}
		if b.WriteByte(c); b.Len() > maxName {
			return "", errNameLength
		}
	}
	switch canonical := b.String(); {
	case canonical == "":
		return "", errNoName
	case canonical == "claude":
		return "anthropic", nil
	case canonical == "codex":
		return "openai", nil
	case canonical == "amika" || strings.HasPrefix(canonical, "amika-"):
		return "", errReserved
	default:
		return canonical, nil
	}
}

// checkVariable returns why a variable that a file names can't be set, or nil. A
// file must not set what programs give another meaning, such as PATH, so that only
// names of the form that secrets have are accepted.
func checkVariable(name string) error {
	if strings.HasPrefix(name, "AMIKA_") {
		return errReserved
	}
	prefix, ok := strings.CutSuffix(name, "_KEY")
	if !ok {
		prefix, ok = strings.CutSuffix(name, "_TOKEN")
	}
	if !ok || prefix == "" || len(name) > maxName || prefix[0] < 'A' || prefix[0] > 'Z' ||
		strings.Trim(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return errVariable
	}
	return nil
}
