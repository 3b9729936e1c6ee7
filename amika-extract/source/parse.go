package source

import (
	"io"
	"strconv"
	"strings"

	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
)

// Limits on what is kept of a file.
const (
	maxSecret  = 16 << 10 // bytes of a credential
	maxKept    = 16 << 20 // bytes of all texts
	maxEntries = 10_000   // members of one object that may be credentials
	maxText    = 1 << 20  // bytes of a file that is not JSON
)

const (
	errTooMuch  constError = "it holds more than 16 MiB of credentials"
	errLongText constError = "it is larger than 1 MiB"
)

// A parser parses JSON and keeps of it what a [shape] selects. It can be used again.
type parser struct {
	dec     jsontext.Decoder
	kept    int             // bytes
	leases  bool            // what is selected is kept whole, and refresh tokens are
	refresh []secret.String // of the file, if leases is set
}

// parse parses a file that holds one object.
func (p *parser) parse(r io.Reader, want shape) (value, error) {
	p.kept, p.refresh = 0, nil
	var root value
	err := ReadObject(&p.dec, r, func() error {
		return p.object(want, &root)
	})
	if err != nil {
		return value{}, err
	}
	return root, nil
}

// object parses an object behind its brace and keeps the members that want selects.
// An object inside of which nothing is kept is not kept either: a file may have
// millions of them.
func (p *parser) object(want shape, into *value) error {
	into.kind = jsontext.KindBeginObject
	kept := &into.members
	var refresh []string
	odd := 0
	var v value // outside of the loop, where it takes no allocation
	for {
		token, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		if token.Kind() == jsontext.KindEndObject {
			for _, token := range refresh {
				p.keepRefresh(token, kept)
			}
			return nil
		}
		name := token.String()
		inside, wanted := want(name, p.dec.PeekKind())
		if !wanted {
			kept.remove(name)
			if err := p.dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		v = value{}
		if err := p.value(inside, &v); err != nil {
			return err
		}
		if p.leases && v.kind == jsontext.KindString && isRefresh(name) {
			refresh = append(refresh, v.text)
		}
		if inside != nil && isOdd(&v, inside) {
			odd++
		}
		isNull := v.kind == jsontext.KindNull && v.text == "" // one with a text is for a lease
		if isNull || inside != nil && v.isEmptyObject() || odd > few {
			odd = min(odd, few)
			kept.remove(name)
			continue
		}
		kept.put(name, &v)
		if err := p.count(len(name)+len(v.text), kept.len()); err != nil {
			return err
		}
	}
}

// count counts more bytes that are kept, and returns an error if these or the members
// of an object are too many.
func (p *parser) count(bytes, members int) error {
	p.kept += bytes
	switch {
	case p.leases && p.kept > maxLease:
		return errLongLease
	case p.kept > maxKept:
		return errTooMuch
	case members > maxEntries:
		return errTooMany
	}
	return nil
}

// isOdd reports whether something in the place of an object gives no more than a remark:
// it is none, or an entry of a type that no store has. A few of these are kept.
func isOdd(v *value, inside shape) bool {
	if v.kind != jsontext.KindBeginObject {
		return v.kind != jsontext.KindBeginArray || !isList(inside)
	}
	if _, typed := inside("type", jsontext.KindString); !typed {
		return false
	}
	switch strings.ToLower(v.members.get("type").text) {
	case "api", "api_key", "oauth", "wellknown":
		return false
	}
	return true
}

// value parses any value. If it is an object, inside selects what is kept of it.
func (p *parser) value(inside shape, into *value) error {
	kind := p.dec.PeekKind()
	switch {
	case kind == jsontext.KindBeginObject && inside != nil:
		if _, err := p.dec.ReadToken(); err != nil {
			return err
		}
		return p.object(inside, into)
	case kind == jsontext.KindBeginArray && isList(inside):
		return p.array(inside, into)
	case kind == jsontext.KindString, kind == jsontext.KindNumber:
		token, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		*into = textValue(kind, token.String())
		if p.leases {
			into.text = strings.TrimSpace(token.String())
		}
		return nil
	}
	into.kind = kind
	if p.leases && inside == nil {
		text, err := p.copy(nil)
		into.text = string(text)
		return err
	}
	return p.dec.SkipValue()
}

// array parses an array, whose elements become members that are called by their
// numbers. Elements of which nothing is kept are left out.
func (p *parser) array(inside shape, into *value) error {
	if _, err := p.dec.ReadToken(); err != nil {
		return err
	}
	into.kind = jsontext.KindBeginArray
	of, _ := inside(element, jsontext.KindBeginArray)
	var v value
	for n := 0; p.dec.PeekKind() != jsontext.KindEndArray; n++ {
		v = value{}
		if err := p.value(of, &v); err != nil {
			return err
		}
		if v.kind == jsontext.KindBeginObject && !v.isEmptyObject() {
			into.members.put(strconv.Itoa(n), &v)
		}
		if err := p.count(0, into.members.len()); err != nil {
			return err
		}
	}
	_, err := p.dec.ReadToken()
	return err
}

// textValue returns a string or a number, trimmed and not longer than a
// credential may be.
func textValue(kind jsontext.Kind, text string) value {
	text = strings.TrimSpace(text)
	if len(text) > maxSecret {
		return value{kind: kind, text: strings.Clone(text[:64]), long: true}
	}
	return value{kind: kind, text: text}
}
