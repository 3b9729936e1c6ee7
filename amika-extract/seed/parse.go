package seed

import (
	"io"

	"amika.dev/amika-extract/source"
	"github.com/go-json-experiment/json/jsontext"
)

// Limits on what is kept of one file.
const (
	maxKept  = 1 << 20 // bytes, as a Kubernetes Secret holds no more in all
	maxDepth = 32      // of objects and arrays in each other
)

// A failure is an error that is always the same.
type failure string

func (f failure) Error() string { return string(f) }

const (
	errTooMuch failure = "what would be copied of it is longer than 1 MiB"
	errTooDeep failure = "what would be copied of it is nested too deeply"
)

// A parser reads what a shape wants of a file.
type parser struct {
	dec  jsontext.Decoder
	kept int // bytes
}

// parse reads the one object that a file holds. Of duplicate members, the last one
// counts.
func parse(r io.Reader, want shape) (*value, error) {
	p := new(parser)
	v := object()
	v.use = want.use
	err := source.ReadObject(&p.dec, r, func() (err error) {
		v.members, err = p.object(want, 1)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// value reads a value. One that isn't the object that want describes is skipped,
// and only its kind is known.
func (p *parser) value(want shape, depth int) (*value, error) {
	kind := p.dec.PeekKind()
	v := &value{kind: kind, use: want.use}
	switch {
	case want.use == inside && kind != jsontext.KindBeginObject,
		want.use >= dropped && kind != jsontext.KindString:
		v.use = dropped
		return v, p.dec.SkipValue()
	case depth > maxDepth:
		return v, errTooDeep
	}
	token, err := p.dec.ReadToken()
	if err != nil {
		return v, err
	}
	switch kind {
	case jsontext.KindString, jsontext.KindNumber:
		v.text = token.String()
	case jsontext.KindBeginArray:
		v.items, err = p.array(want, depth+1)
	case jsontext.KindBeginObject:
		v.members, err = p.object(want, depth+1)
	}
	if p.kept += len(v.text) + 8; p.kept > maxKept && err == nil {
		err = errTooMuch
	}
	return v, err
}

func (p *parser) array(want shape, depth int) ([]*value, error) {
	var items []*value
	for p.dec.PeekKind() != jsontext.KindEndArray {
		item, err := p.value(want, depth)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := p.dec.ReadToken()
	return items, err
}

func (p *parser) object(want shape, depth int) ([]member, error) {
	var all []member
	places := make(map[string]int)
	for p.dec.PeekKind() != jsontext.KindEndObject {
		token, err := p.dec.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		wanted := want.of(name)
		if wanted.use == skip {
			if err := p.dec.SkipValue(); err != nil {
				return nil, err
			}
			continue
		}
		v, err := p.value(wanted, depth)
		if err != nil {
			return nil, err
		}
		at, again := places[name]
		if !again {
			at = len(all)
			places[name] = at
			all = append(all, member{})
			p.kept += len(name)
		}
		if old := all[at]; again && old.use >= dropped {
			all = append(all, old) // a refresh token all the same
		}
		all[at] = member{name, v}
	}
	_, err := p.dec.ReadToken()
	return all, err
}
