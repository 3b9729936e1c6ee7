package render

// fish is for the fish shell: one command a line that sets a global variable,
// whatever function evaluates it, and exports it if that is asked for. Each ends
// with a semicolon, because eval (...) joins the lines with spaces.
var fish = Format{
	Name:    "fish",
	Exports: true,
	Refuse:  shellName,
	Append: func(text []byte, all []Assignment, export bool) []byte {
		set := "set -g "
		if export {
			set = "set -gx "
		}
		for _, a := range all {
			text = append(text, set+a.Name+" "...)
			text = append(appendQuoted(text, a.value()), ";\n"...)
		}
		return text
	},
}
