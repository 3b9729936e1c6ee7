package render

import (
	"amika.dev/pkg/terminal"
	"github.com/go-json-experiment/json/jsontext"
)

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

// AppendJSON appends s as a JSON string in printable ASCII.
func AppendJSON(text []byte, s string) []byte {
	quoted, _ := jsontext.AppendQuote(nil, s) // an error is about bytes that it replaces
	return append(text, terminal.EscapeJSON(quoted)...)
}
