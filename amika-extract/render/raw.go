package render

// raw is the value alone, for what asks a program for a key or reads it from a
// file of its own. It makes sense for one assignment only.
type raw struct{}

func (*raw) Refuse(Assignment) string { return "" }

func (*raw) Append(text []byte, a Assignment) []byte {
	return append(append(text, a.value()...), '\n')
}
