package source

import "strings"

// maxName is how long a provider's name may be, in bytes.
const maxName = 64

// Canonical returns the canonical name of a provider: lower case, separators
// become hyphens, and the names that agents have for the models of Anthropic
// and OpenAI become those. If the name can't be used, the reason says why: it
// ends up in the name of a variable, so that it is refused rather than
// repaired.
func Canonical(name string) (canonical, reason string) {
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
			return "", "its name has characters that a provider's name can't have"
		}
		if hyphen {
			b.WriteByte('-')
			hyphen = false
		}
		if b.WriteByte(c); b.Len() > maxName {
			return "", "its name is longer than 64 characters"
		}
	}
	switch canonical = b.String(); {
	case canonical == "":
		return "", "it has no provider's name"
	case canonical == "claude":
		return "anthropic", ""
	case canonical == "codex":
		return "openai", ""
	case canonical == "amika" || strings.HasPrefix(canonical, "amika-"):
		return "", "AMIKA_* variables are reserved"
	}
	return canonical, ""
}

// unusableVariable says why a variable that a file names can't be set, or
// nothing if it can. A file must not set what means something else to programs,
// such as PATH, so only names of the form that secrets have are taken.
func unusableVariable(name string) string {
	if strings.HasPrefix(name, "AMIKA_") {
		return "AMIKA_* variables are reserved"
	}
	prefix, ok := strings.CutSuffix(name, "_KEY")
	if !ok {
		prefix, ok = strings.CutSuffix(name, "_TOKEN")
	}
	if !ok || prefix == "" || len(name) > maxName || prefix[0] < 'A' || prefix[0] > 'Z' ||
		strings.Trim(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return "its variable is not of the form NAME_KEY or NAME_TOKEN"
	}
	return ""
}
