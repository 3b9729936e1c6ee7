package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape writes a text so that roff prints just that. A hyphen becomes a minus
// sign and quotes are named: else they are printed as typographers like them,
// and what is copied out of the page is no option and no shell. What is not
// ASCII is named, since roff does not know UTF-8 of itself.
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

// whole makes a line of text from what is escaped. One that began with a dot
// would be a request; with an apostrophe too, but that is escaped.
func whole(escaped string) string {
	if strings.HasPrefix(escaped, ".") {
		escaped = `\&` + escaped
	}
	return escaped + "\n"
}

// flowing makes lines that roff fills. Each sentence begins a line, so that all
// are spaced alike.
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

// usageWord matches what is typed as it is, or stands for something: a flag or
// a word, or a placeholder in capitals.
var usageWord = regexp.MustCompile(`-[\w-]*|[a-z][\w-]*|[A-Z][A-Z0-9_]*`)

// usage marks what is typed as it is, and what stands for something else.
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

// sentence turns a purpose, which has neither, into one with a capital and a
// period.
func sentence(purpose string) string { return strings.TrimSuffix(capital(purpose), ".") + "." }

func capital(text string) string { return first(text, unicode.ToUpper) }

// first changes the first letter of a text.
func first(text string, change func(rune) rune) string {
	letter, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(change(letter)) + text[size:]
}
