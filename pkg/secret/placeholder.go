package secret

import "strings"

// placeholders are texts that are written in the place of a key, in lower case
// and with underscores: by switchers and sandboxes that add the key to each
// request, by people, and by programs that were given none.
const placeholders = " proxy_managed proxy_managed_key managed_by_proxy sandbox_managed" +
	" changeme change_me replace_me [redacted] null undefined "

// maxPlaceholder is longer than any placeholder, in bytes.
const maxPlaceholder = 64

// IsPlaceholder reports whether text surely stands in the place of a secret, such
// as "<key>", "your-api-key", "****" and the null of a program that found none.
func IsPlaceholder(text string) bool {
	if len(text) > maxPlaceholder {
		return false
	}
	plain := strings.ToLower(strings.ReplaceAll(text, "-", "_"))
	switch {
	case strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">"):
		return true
	case len(text) >= 3 && strings.Trim(text, "*") == "":
		return true
	case strings.Contains("_"+plain, "_your_"), strings.HasSuffix(plain, "_key_here"):
		return true
	}
	return !strings.Contains(plain, " ") && strings.Contains(placeholders, " "+plain+" ")
}
