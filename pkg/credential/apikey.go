package credential

import (
	"errors"
	"strings"
	"time"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
)

// An APIKey is the content of api-key.json. Unknown members are kept when a
// value that was read is changed and written.
type APIKey struct {
	Key      secret.String
	StoredAt time.Time // zero if unknown
	rest     *object   // a pointer, so that fmt does not print the secrets in it
}

// maxAPIKey is the length of the longest API key, in bytes.
const maxAPIKey = 8 << 10

// ParseAPIKey returns the API key in text, which a file, a variable or a person
// gave: without a byte order mark and surrounding white space. The error names
// what is wrong with the text and does not show it.
func ParseAPIKey(text string) (secret.String, error) {
	if isUTF16(text) {
		return secret.String{}, hint.Wrap(errors.New("the key is UTF-16 text; save it as UTF-8"),
			"in PowerShell, write it with 'Set-Content -Encoding ascii FILE KEY'")
	}
	key := strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	switch {
	case key == "":
		return secret.String{}, hint.Wrap(errors.New("the key is empty"), createKey)
	case len(key) > maxAPIKey:
		return secret.String{}, errors.New("the key is longer than 8 KiB")
	}
	if what := notAKey(key); what != "" {
		err := errors.New("the key is " + what)
		const pipe, to = "pipe the key itself, as in '", " | amika auth login --api-key-file -'"
		switch what {
		case placeholder:
			err = hint.Wrap(err, createKey)
		case reference:
			err = hint.Wrap(err, pipe+"vault kv get -field=key secret/amika"+to)
		case inJSON:
			err = hint.Wrap(err, pipe+"jq -r .key FILE"+to)
		}
		return secret.String{}, err
	}
	switch {
	case strings.ContainsAny(key, "\r\n"):
		return secret.String{}, errors.New("the key has more than one line")
	case strings.ContainsAny(key, " \t"):
		return secret.String{}, errors.New("the key has spaces inside")
	case !secret.IsPrintable(key):
		return secret.String{}, errors.New("the key has characters other than printable ASCII")
	}
	return secret.New(key), nil
}

// isUTF16 reports whether text is UTF-16, as PowerShell writes it: with a byte
// order mark, or with every other byte zero.
func isUTF16(text string) bool {
	return strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") ||
		len(text) > 1 && strings.Count(text, "\x00") >= len(text)/2
}

// What notAKey calls a text without a key, the name of the place of a key, and
// JSON.
const (
	placeholder = "a placeholder such as <key> or null, which nothing has replaced by the key"
	reference   = "a reference such as $NAME or op://..., which nothing has replaced by the key"
	inJSON      = "JSON; give the key alone"
)

// createKey is the advice to somebody who may have no key.
const createKey = "create a key at app.amika.dev/settings"

// notAKey names what text obviously is instead of a key, with the remedy. It
// returns "" if text may be a key.
func notAKey(text string) string {
	const quotes = "\"'`"
	first, last := text[0], text[len(text)-1]
	switch {
	case isReference(text):
		return reference
	case secret.IsPlaceholder(text):
		return placeholder
	case first == '{', first == '[':
		return inJSON
	case strings.ContainsRune(quotes, rune(first)), strings.ContainsRune(quotes, rune(last)):
		return "still in quotes; remove them"
	case isAssignment(text):
		return "an assignment such as NAME=KEY; give the key alone"
	}
	return ""
}

// isReference reports whether text names the place of a key in the notation of a
// shell, a template or a secret manager.
func isReference(text string) bool {
	for _, prefix := range []string{"$", "!", "{{", "{env:", "{file:", "@Microsoft.KeyVault("} {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	if len(text) > 2 && text[0] == '%' && text[len(text)-1] == '%' || isURL(text) {
		return true
	}
	const places = " arn aws azure bws env exec file gcp keychain keyring op secret ssm vault "
	place, _, found := strings.Cut(text, ":")
	return found && place != "" && strings.Contains(places, " "+place+" ") ||
		strings.HasPrefix(text, "projects/") && strings.Contains(text, "/secrets/")
}

// isURL reports whether text begins with the scheme of a URL, as references to
// a secret manager do.
func isURL(text string) bool {
	scheme, _, found := strings.Cut(text, "://")
	return found && scheme != "" && !strings.ContainsFunc(scheme, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.'
	})
}

// isAssignment reports whether text is the line of a shell or a dotenv file. The
// "=" that pads base64 at the end of a key assigns nothing.
func isAssignment(text string) bool {
	text = strings.TrimPrefix(text, "export ")
	name, value, found := strings.Cut(text, "=")
	if name == APIKeyVariable {
		return true
	}
	return found && name != "" && strings.Trim(value, "=") != "" && (name[0] < '0' || name[0] > '9') &&
		!strings.ContainsFunc(name, func(r rune) bool {
			return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
		})
}

func decodeAPIKey(o object) (APIKey, error) {
	text, err := o.text("key")
	if err != nil {
		return APIKey{}, err
	}
	key, err := ParseAPIKey(text)
	if err != nil {
		return APIKey{}, err
	}
	return APIKey{Key: key, StoredAt: o.time("stored_at"), rest: &o}, nil
}

func encodeAPIKey(k APIKey) object {
	o := k.rest.copied()
	o.set("key", k.Key.Reveal())
	o.setTime("stored_at", k.StoredAt)
	return o
}
