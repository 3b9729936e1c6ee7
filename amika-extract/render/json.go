package render

import "amika.dev/pkg/terminal"

// object is one JSON object with a member for each variable.
var object = Format{
	Name: "json",
	Append: func(text []byte, all []Assignment, _ bool) []byte {
		if len(all) == 0 {
			return append(text, "{}\n"...)
		}
		before := "{\n  "
		for _, a := range all {
			text = terminal.AppendJSON(append(text, before...), a.Name)
			text = terminal.AppendJSON(append(text, ": "...), a.value())
			before = ",\n  "
		}
		return append(text, "\n}\n"...)
	},
}
