package render

// fish is for the fish shell: a command a line that sets a global variable,
// whatever function it is evaluated in, and exports it if that is wanted.
type fish struct{ export bool }

func (*fish) Refuse(a Assignment) string { return shellRefusal(a) }

func (f *fish) Append(text []byte, a Assignment) []byte {
	set := "set -g "
	if f.export {
		set = "set -gx "
	}
	text = append(text, set+a.Name+" "...)
	return append(appendQuoted(text, a.value()), '\n')
}
