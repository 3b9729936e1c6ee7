package source

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/go-envparse"
)

// dotenv parses a file of variables, one NAME=value a line, as a shell would have
// them. A line that can't be understood costs nothing but itself, as with the
// agents' own parsers; if it is for a variable that is wanted, its value is of the
// wrong type.
func dotenv(text []byte, want shape) (value, error) {
	root := value{kind: jsontext.KindBeginObject}
	for line := range bytes.Lines(text) {
		name := variableOf(line)
		if _, wanted := want(name, jsontext.KindString); !wanted {
			continue
		}
		v := value{kind: jsontext.KindTrue}
		if parsed, err := envparse.Parse(bytes.NewReader(line)); err == nil {
			v = textValue(jsontext.KindString, parsed[name])
		} else if len(line) > maxSecret {
			v = value{kind: jsontext.KindString, text: name, long: true}
		}
		root.members.put(name, &v)
	}
	return root, nil
}

// variableOf returns the name of the variable that a line is for.
func variableOf(line []byte) string {
	name, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte("="))
	if rest, exported := bytes.CutPrefix(name, []byte("export ")); exported {
		name = rest
	}
	return string(bytes.TrimSpace(name))
}
