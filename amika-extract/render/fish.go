package render

// fish is for the fish shell: a command a line that sets a global variable,
// whatever function it is evaluated in, and exports it if that is wanted.
type fish struct{ export bool }

func (*fish) Refuse(a Assignment) string { return shellRefusal(a) }

func (f *fish) Append(text []byte, assignments []Assignment) []byte {
	for _, a := range assignments {
		if f.export {
			text = append(text, "set -gx "...)
		} else {
			text = append(text, "set -g "...)
		}
		text = append(text, a.Name...)
		text = append(text, ' ')
		text = appendQuoted(text, a.value())
		text = append(text, '\n')
	}
	return text
}
