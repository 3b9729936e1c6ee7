package render

// Sh writes one assignment a line for POSIX shells, after "export " if that is
// wanted. left are those that no shell can make, because the name starts with
// a digit (POSIX.1-2024, XBD 3.216).
func Sh(assignments []Assignment, export bool) (text []byte, left []Assignment) {
	size := 0
	for _, a := range assignments {
		size += len("export =''\n") + len(a.Name) + len(a.Credential.Value.Reveal())
	}
	text = make([]byte, 0, size)
	for _, a := range assignments {
		if startsWithDigit(a.Name) {
			left = append(left, a)
			continue
		}
		if export {
			text = append(text, "export "...)
		}
		text = append(text, a.Name...)
		text = append(text, '=')
		text = appendQuoted(text, a.Credential.Value.Reveal())
		text = append(text, '\n')
	}
	return text, left
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

func startsWithDigit(name string) bool { return name[0] >= '0' && name[0] <= '9' }
