package render

// raw is the value alone, for what asks a program for a key or reads it from a
// file of its own.
var raw = Format{
	Name:   "raw",
	Single: true,
	Append: func(text []byte, all []Assignment, _ bool) []byte {
		for _, a := range all {
			text = append(append(text, a.value()...), '\n')
		}
		return text
	},
}
