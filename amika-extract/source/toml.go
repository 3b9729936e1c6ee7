package source

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/pelletier/go-toml/v2/unstable"
)

// toml parses a file of TOML and keeps of it what want selects, as if it were JSON.
// Arrays are not kept. A key that is there twice, which TOML forbids, is no error:
// the last one counts.
func toml(text []byte, want shape) (value, error) {
	t := tomlParser{root: value{kind: jsontext.KindBeginObject}}
	t.parser.Reset(text)
	var table []string // that the next lines are in
	inArray := false
	for t.parser.NextExpression() {
		switch e := t.parser.Expression(); e.Kind {
		case unstable.Table:
			table, inArray = keyOf(e), false
		case unstable.ArrayTable:
			inArray = true
		case unstable.KeyValue:
			if !inArray {
				t.keep(&t.root, table, e, want)
			}
		}
		switch {
		case t.kept > maxKept:
			return value{}, errTooMuch
		case t.root.members.len() > maxEntries:
			return value{}, errTooMany
		}
	}
	if err := t.parser.Error(); err != nil {
		return value{}, t.syntax(err, len(text))
	}
	return t.root, nil
}

// A tomlParser is a file that is being parsed.
type tomlParser struct {
	parser unstable.Parser
	root   value
	kept   int // bytes
}

// syntax replaces an error of the parser, which quotes the file.
func (t *tomlParser) syntax(err error, size int) error {
	where := &syntaxError{form: "TOML"}
	if at, ok := errors.AsType[*unstable.ParserError](err); ok && len(at.Highlight) > 0 {
		where.offset = int64(t.parser.Range(at.Highlight).Offset)
	}
	where.short = int(where.offset) >= size-1
	return where
}

// keep keeps a key and its value, in a table below what is at root.
func (t *tomlParser) keep(root *value, table []string, e *unstable.Node, want shape) {
	path := append(table[:len(table):len(table)], keyOf(e)...)
	for len(path) > 1 {
		inside, wanted := want(path[0], jsontext.KindBeginObject)
		if !wanted || inside == nil {
			return
		}
		root, want, path = root.members.objectAt(path[0]), inside, path[1:]
	}
	name := path[0]
	v := value{kind: jsontext.KindTrue}
	switch n := e.Value(); n.Kind {
	case unstable.String:
		v = textValue(jsontext.KindString, string(n.Data))
	case unstable.Integer, unstable.Float:
		v = textValue(jsontext.KindNumber, string(n.Data))
	case unstable.InlineTable:
		v = value{kind: jsontext.KindBeginObject}
	case unstable.Array:
		v = value{kind: jsontext.KindBeginArray}
	}
	inside, wanted := want(name, v.kind)
	if !wanted {
		return
	}
	if v.kind == jsontext.KindBeginObject && inside != nil {
		entry := root.members.objectAt(name)
		for it := e.Value().Children(); it.Next(); {
			t.keep(entry, nil, it.Node(), inside)
		}
		return
	}
	root.members.put(name, &v)
	t.kept += len(name) + len(v.text)
}

// keyOf returns the parts of a key.
func keyOf(e *unstable.Node) []string {
	var parts []string
	for it := e.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
	}
	return parts
}

// objectAt returns the named member, which becomes an object if it isn't one.
func (o *object) objectAt(name string) *value {
	if o.get(name).kind != jsontext.KindBeginObject {
		o.put(name, &value{kind: jsontext.KindBeginObject})
	}
	return &o.members[o.at(name)].value
}
