package render

import "strings"

// powershell is for PowerShell: variables of the environment, which programs
// inherit. In a single-quoted string nothing but the quote itself needs an escape,
// by doubling it (about_Quoting_Rules).
var powershell = Format{
	Name:   "powershell",
	Refuse: shellName,
	Append: func(text []byte, all []Assignment, _ bool) []byte {
		for _, a := range all {
			text = append(text, "$env:"+a.Name+" = '"+strings.ReplaceAll(a.value(), "'", "''")+"'\n"...)
		}
		return text
	},
}
