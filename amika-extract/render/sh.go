package render

import "strings"

// sh is for POSIX shells: one assignment a line, after "export " if the variables
// are exported.
var sh = Format{
	Name:    "sh",
	Exports: true,
	Refuse:  shellName,
	Append: func(text []byte, all []Assignment, export bool) []byte {
		for _, a := range all {
			if export {
				text = append(text, "export "...)
			}
			text = append(append(text, a.Name...), '=')
			text = append(appendQuoted(text, a.value()), '\n')
		}
		return text
	},
}

// appendQuoted appends value as one word. The characters that end a single-quoted
// string or escape in one, ' in all shells and \ in fish, are left outside of it.
func appendQuoted(text []byte, value string) []byte {
	text = append(text, '\'')
	if strings.IndexByte(value, '\'') < 0 && strings.IndexByte(value, '\\') < 0 { // nearly always, and much faster
		return append(append(text, value...), '\'')
	}
	for i := range len(value) {
		if c := value[i]; c == '\'' || c == '\\' {
			text = append(text, '\'', '\\', c, '\'')
		} else {
			text = append(text, c)
		}
	}
	return append(text, '\'')
}
