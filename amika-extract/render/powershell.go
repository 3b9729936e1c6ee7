package render

// powershell is for PowerShell: variables of the environment, which programs
// inherit. In a single-quoted string, only the quote itself stands for anything
// else, and is doubled (about_Quoting_Rules).
type powershell struct{}

func (*powershell) Refuse(a Assignment) string { return shellRefusal(a) }

func (*powershell) Append(text []byte, assignments []Assignment) []byte {
	for _, a := range assignments {
		text = append(text, "$env:"...)
		text = append(text, a.Name...)
		text = append(text, " = '"...)
		value := a.value()
		for i := range len(value) {
			if value[i] == '\'' {
				text = append(text, '\'')
			}
			text = append(text, value[i])
		}
		text = append(text, "'\n"...)
	}
	return text
}
