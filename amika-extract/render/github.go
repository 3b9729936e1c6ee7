package render

import (
	"slices"
	"strings"
)

// github is for the file that sets the environment of the later steps of a job
// in GitHub Actions: a name, a delimiter, the value, and the delimiter again on
// a line of its own.
type github struct{}

func (*github) Refuse(Assignment) string { return "" }

func (*github) Append(text []byte, a Assignment) []byte {
	delimiter := "END_OF_VALUE"
	for strings.Contains(a.value(), delimiter) {
		delimiter += "_"
	}
	return append(text, a.Name+"<<"+delimiter+"\n"+a.value()+"\n"+delimiter+"\n"...)
}

// Masks writes the commands that have the runner hide each value in its logs.
// It reads %25 as a percent sign in there.
func Masks(assignments []Assignment) []byte {
	var text []byte
	for i, a := range assignments {
		same := func(b Assignment) bool { return b.value() == a.value() }
		if slices.IndexFunc(assignments, same) == i {
			text = append(text, "::add-mask::"+strings.ReplaceAll(a.value(), "%", "%25")+"\n"...)
		}
	}
	return text
}
