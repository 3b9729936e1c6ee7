package source

import (
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits on what is kept of a file, in bytes.
const (
	maxSecret = 16 << 10 // a credential
	maxToken  = 16 << 20 // any one string, number or stretch of white space
	maxKept   = 16 << 20 // all that a source looks at in one file
)

const (
	errEmpty     failure = "it is empty"
	errNotObject failure = "it is not a JSON object"
	errTrailing  failure = "something follows the JSON object"
	errTooLong   failure = "it holds a string, a number or white space of more than 16 MiB"
	errTooMuch   failure = "it holds more than 16 MiB of credentials"
)

// A value is what is kept of a JSON value.
type value struct {
	kind    jsontext.Kind    // zero if there is none
	text    string           // of a string, trimmed, or of a number
	long    bool             // the text was longer than maxSecret; text is its start
	members map[string]value // of an object, those that the shape wants
}

// A parser reads what a shape wants of a file. It can be used again.
type parser struct {
	dec  jsontext.Decoder
	kept int // bytes
}

// parse reads the one object that a file holds. Duplicate members and invalid
// UTF-8 are no error: the agents' own parsers take them too, the last of the
// duplicates for the value, and Claude Code writes lone surrogates.
func (p *parser) parse(r io.Reader, want shape) (value, error) {
	p.dec.Reset(r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	p.kept = 0
	if kind := p.dec.PeekKind(); kind != jsontext.KindBeginObject {
		return value{}, p.notObject(kind)
	}
	object, err := p.object(want)
	if err != nil {
		return value{}, err
	}
	switch _, err := p.dec.ReadToken(); {
	case err == io.EOF:
		return object, nil
	case err == nil || isSyntax(err):
		return value{}, errTrailing
	default:
		return value{}, err
	}
}

// notObject says what is wrong with a file that does not start with an object.
func (p *parser) notObject(kind jsontext.Kind) error {
	if kind != jsontext.KindInvalid {
		return errNotObject
	}
	_, err := p.dec.ReadToken()
	if err == io.EOF {
		return errEmpty
	}
	return err
}

// object reads an object, of which it keeps what want wants.
func (p *parser) object(want shape) (value, error) {
	if _, err := p.dec.ReadToken(); err != nil {
		return value{}, err
	}
	kept := make(map[string]value)
	for {
		token, err := p.dec.ReadToken()
		if err != nil {
			return value{}, err
		}
		if token.Kind() == jsontext.KindEndObject {
			return value{kind: jsontext.KindBeginObject, members: kept}, nil
		}
		name := token.String()
		inside, wanted := want(name, p.dec.PeekKind())
		delete(kept, name)
		if !wanted {
			if err := p.dec.SkipValue(); err != nil {
				return value{}, err
			}
			continue
		}
		member, err := p.value(inside)
		if err != nil {
			return value{}, err
		}
		kept[name] = member
		if p.kept += len(name) + len(member.text); p.kept > maxKept {
			return value{}, errTooMuch
		}
	}
}

// value reads any value; inside says what to keep of it if it is an object.
func (p *parser) value(inside shape) (value, error) {
	kind := p.dec.PeekKind()
	switch {
	case kind == jsontext.KindBeginObject && inside != nil:
		return p.object(inside)
	case kind == jsontext.KindString, kind == jsontext.KindNumber:
		token, err := p.dec.ReadToken()
		if err != nil {
			return value{}, err
		}
		text := strings.TrimSpace(token.String())
		if len(text) > maxSecret {
			return value{kind: kind, text: strings.Clone(text[:64]), long: true}, nil
		}
		return value{kind: kind, text: text}, nil
	default:
		return value{kind: kind}, p.dec.SkipValue()
	}
}

// isSyntax reports whether a file was read but is not JSON.
func isSyntax(err error) bool {
	_, ok := errors.AsType[*jsontext.SyntacticError](err)
	return ok
}
