package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape returns text such that roff prints exactly that. Hyphens become minus
// signs and quotes are written by name: roff would print typographic ones, and
// what is copied from the page would not work in a shell. Characters outside ASCII
// are written by name, since roff itself does not read UTF-8.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '"':
			b.WriteString(`\(dq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r == '\t' || r == '\n':
			b.WriteByte(' ')
		case unicode.IsControl(r):
			b.WriteString(`\[uFFFD]`)
		case r > unicode.MaxASCII:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// whole makes a line of text from escaped text. A line that begins with a dot
// would be a request; so would one with an apostrophe, but that is escaped.
func whole(escaped string) string {
	if strings.HasPrefix(escaped, ".") {
		escaped = `\&` + escaped
	}
	return escaped + "\n"
}

// flowing makes lines for roff to fill. Each sentence begins a line, so that the
// spaces between sentences are the same.
func flowing(text string) string {
	const width = 80 // of a line, unless a word is longer
	var lines, line string
	for word := range strings.FieldsSeq(text) {
		word = escape(word)
		if line != "" && (strings.HasSuffix(line, ".") || len(line)+1+len(word) > width) {
			lines += whole(line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return lines + whole(line)
}

func bold(text string) string { return `\fB` + escape(text) + `\fR` }

func italic(text string) string { return `\fI` + escape(text) + `\fR` }

// usageWord matches a word in a usage: a flag or a word to be typed literally, or
// a placeholder in capitals.
var usageWord = regexp.MustCompile(`-[\w-]*|[a-z][\w-]*|[A-Z][A-Z0-9_]*`)

// usage sets literal words and placeholders in their fonts.
func usage(text string) string {
	var b strings.Builder
	for text != "" {
		at := usageWord.FindStringIndex(text)
		if at == nil {
			at = []int{len(text), len(text)}
		}
		b.WriteString(escape(text[:at[0]]))
		switch word := text[at[0]:at[1]]; {
		case word == "":
		case unicode.IsUpper(rune(word[0])):
			b.WriteString(italic(word))
		default:
			b.WriteString(bold(word))
		}
		text = text[at[1]:]
	}
	return b.String()
}

// sentence turns a purpose into a sentence, with a capital and a period.
func sentence(purpose string) string { return strings.TrimSuffix(capital(purpose), ".") + "." }

func capital(text string) string { return first(text, unicode.ToUpper) }

// first applies change to the first letter of text.
func first(text string, change func(rune) rune) string {
	letter, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(change(letter)) + text[size:]
}
