package render

// sh is for POSIX shells: one assignment a line, after "export " if that is
// wanted.
type sh struct{ export bool }

func (*sh) Refuse(a Assignment) string { return shellRefusal(a) }

func (f *sh) Append(text []byte, a Assignment) []byte {
	export := ""
	if f.export {
		export = "export "
	}
	text = append(text, export+a.Name+"="...)
	return append(appendQuoted(text, a.value()), '\n')
}

// appendQuoted appends value as one word. The characters that end or escape
// within single quotes, ' in all shells and \ in fish, stand outside of them.
func appendQuoted(text []byte, value string) []byte {
	text = append(text, '\'')
	for i := range len(value) {
		if c := value[i]; c == '\'' || c == '\\' {
			text = append(text, '\'', '\\', c, '\'')
		} else {
			text = append(text, c)
		}
	}
	return append(text, '\'')
}
