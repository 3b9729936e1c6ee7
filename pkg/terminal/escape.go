// Package terminal shows text to a person: foreign text made safe, tables that
// fit, and colours. It serves the programs of this repository and is no API.
package terminal

import (
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxLength is the number of characters of a foreign text that are shown.
const MaxLength = 200

// Escape returns text in a form that is safe on a terminal and in a log, whoever
// wrote it. Control characters (C0, DEL, C1), bidirectional and zero-width
// characters, line breaks and bytes that are not UTF-8 become escapes in Go's
// notation (\x1b, \u202e). A backslash is doubled. A text of more than [MaxLength]
// characters is cut and ends in an ellipsis.
func Escape(text string) string { return escape(text, MaxLength, `\\`) }

// EscapePath is [Escape] for a path that the user may want to copy: it is never
// cut, and a backslash is not doubled where it separates directories.
func EscapePath(path string) string { return escapePath(path, filepath.Separator) }

// Quote is [EscapePath] for a path that is one word of a command to copy. Double
// quotes also work in the shells of Windows, and within the single quotes of a hint.
func Quote(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:._-+"
	path = EscapePath(path)
	if strings.Trim(filepath.ToSlash(path), plain) == "" {
		return path
	}
	if filepath.Separator == '/' {
		path = strings.NewReplacer(`"`, `\"`, "$", `\$`, "`", "\\`").Replace(path)
	}
	return `"` + path + `"`
}

func escapePath(path string, separator rune) string {
	if separator == '\\' {
		return escape(path, len(path), `\`)
	}
	return escape(path, len(path), `\\`)
}

func escape(text string, length int, backslash string) string {
	var b strings.Builder
	for shown := 0; text != ""; shown++ {
		if shown == length {
			b.WriteString("…")
			break
		}
		r, size := utf8.DecodeRuneInString(text)
		piece := text[:size]
		switch {
		case r == utf8.RuneError && size == 1:
			piece = `\x` + strconv.FormatUint(uint64(text[0])|0x100, 16)[1:]
		case r == '\\':
			piece = backslash
		case !strconv.IsPrint(r) || invisible(r):
			quoted := strconv.QuoteRuneToASCII(r)
			piece = quoted[1 : len(quoted)-1]
		}
		b.WriteString(piece)
		text = text[size:]
	}
	return b.String()
}

// invisible reports the characters that Unicode counts as letters or marks,
// so that [strconv.IsPrint] lets them pass, but that show nothing: the default
// ignorable code points (Unicode Standard, section 5.21) outside category Cf.
func invisible(r rune) bool {
	switch {
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x3164, r == 0xFFA0,
		0x180B <= r && r <= 0x180F, 0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF:
		return true
	}
	return false
}
