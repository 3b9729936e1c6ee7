package render

import "strings"

// powershell is for PowerShell: variables of the environment, which programs
// inherit. In a single-quoted string, only the quote itself stands for anything
// else, and is doubled (about_Quoting_Rules).
type powershell struct{}

func (*powershell) Refuse(a Assignment) string { return shellRefusal(a) }

func (*powershell) Append(text []byte, a Assignment) []byte {
	return append(text, "$env:"+a.Name+" = '"+strings.ReplaceAll(a.value(), "'", "''")+"'\n"...)
}
