package render

// raw is the value alone, for what asks a program for a key or reads it from a
// file of its own. All assignments are of one provider, and have one value.
type raw struct{}

func (*raw) Refuse(Assignment) string { return "" }

func (*raw) Append(text []byte, assignments []Assignment) []byte {
	if len(assignments) == 0 {
		return text
	}
	return append(append(text, assignments[0].value()...), '\n')
}
