package render

import "strings"

// github is for the file that sets the environment of the later steps of a job in
// GitHub Actions: a name, a delimiter, the value, and the delimiter again on a
// line of its own.
var github = Format{
	Name: "github",
	File: "GITHUB_ENV",
	Append: func(text []byte, all []Assignment, _ bool) []byte {
		for _, a := range all {
			delimiter := "END_OF_VALUE"
			for strings.Contains(a.value(), delimiter) {
				delimiter += "_"
			}
			text = append(text, a.Name+"<<"+delimiter+"\n"+a.value()+"\n"+delimiter+"\n"...)
		}
		return text
	},
	Masks: masks,
}

// masks writes the commands that make the runner hide each value in its logs. The
// runner reads %25 in them as a percent sign.
func masks(all []Assignment) []byte {
	var text []byte
	masked := make(map[string]bool, len(all))
	for _, a := range all {
		if !a.Public && !masked[a.value()] {
			masked[a.value()] = true
			text = append(text, "::add-mask::"+strings.ReplaceAll(a.value(), "%", "%25")+"\n"...)
		}
	}
	return text
}
