package render

import "amika.dev/pkg/terminal"

// object is one JSON object, with a member for each variable.
type object struct{}

func (*object) Refuse(Assignment) string { return "" }

func (*object) Append(text []byte, a Assignment) []byte {
	text = AppendJSON(append(text, ",\n  "...), a.Name)
	return AppendJSON(append(text, ": "...), a.value())
}

// enclose makes an object of its members, each of which has a comma before it.
func (*object) enclose(members []byte) []byte {
	if len(members) == 0 {
		return []byte("{}\n")
	}
	members[0] = '{'
	return append(members, "\n}\n"...)
}

// AppendJSON is [terminal.AppendJSON].
func AppendJSON(text []byte, s string) []byte { return terminal.AppendJSON(text, s) }
