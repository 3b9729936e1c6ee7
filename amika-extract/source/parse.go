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
	err := ReadObject(&p.dec, r, func() (err error) {
		root, err = p.object(want)
		return err
	})
	if err != nil {
		return value{}, err
	}
	return root, nil
}

// object parses an object behind its brace and keeps the members that want selects.
// An object inside of which nothing is kept is not kept either: a file may have
// millions of them.
func (p *parser) object(want shape) (value, error) {
	var kept object
	var refresh []string
	odd := 0
	for {
		token, err := p.dec.ReadToken()
		if err != nil {
			return value{}, err
		}
		if token.Kind() == jsontext.KindEndObject {
			p.keepRefresh(refresh, &kept)
			return value{kind: jsontext.KindBeginObject, members: kept}, nil
		}
		name := token.String()
		inside, wanted := want(name, p.dec.PeekKind())
		if !wanted {
			kept.remove(name)
			if err := p.dec.SkipValue(); err != nil {
				return value{}, err
			}
			continue
		}
		v, err := p.value(inside)
		if err != nil {
			return value{}, err
		}
		if p.leases && v.kind == jsontext.KindString && isRefresh(name) {
			refresh = append(refresh, v.text)
		}
		if inside != nil && isOdd(v, inside) {
			odd++
		}
		if v.kind == jsontext.KindNull || inside != nil && v.isEmptyObject() || odd > few {
			odd = min(odd, few)
			kept.remove(name)
			continue
		}
		kept.put(name, v)
		if p.kept += len(name) + len(v.text); p.leases && p.kept > maxLease {
			return value{}, errLongLease
		} else if p.kept > maxKept {
			return value{}, errTooMuch
		}
		if kept.len() > maxEntries {
			return value{}, errTooMany
		}
	}
}

// isOdd reports whether something in the place of an object gives no more than a remark:
// it is none, or an entry of a type that no store has. A few of these are kept.
func isOdd(v value, inside shape) bool {
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
func (p *parser) value(inside shape) (value, error) {
	kind := p.dec.PeekKind()
	switch {
	case kind == jsontext.KindBeginObject && inside != nil:
		if _, err := p.dec.ReadToken(); err != nil {
			return value{}, err
		}
		return p.object(inside)
	case kind == jsontext.KindBeginArray && isList(inside):
		return p.array(inside)
	case kind == jsontext.KindString, kind == jsontext.KindNumber:
		token, err := p.dec.ReadToken()
		if err != nil {
			return value{}, err
		}
		v := textValue(kind, token.String())
		if p.leases {
			v.text = strings.TrimSpace(token.String())
		}
		return v, nil
	case p.leases && inside == nil:
		text, err := p.copy(nil)
		return value{kind: kind, text: string(text)}, err
	default:
		return value{kind: kind}, p.dec.SkipValue()
	}
}

// array parses an array, whose elements become members that are called by their
// numbers. Elements of which nothing is kept are left out.
func (p *parser) array(inside shape) (value, error) {
	if _, err := p.dec.ReadToken(); err != nil {
		return value{}, err
	}
	list := value{kind: jsontext.KindBeginArray}
	of, _ := inside(element, jsontext.KindBeginArray)
	for n := 0; p.dec.PeekKind() != jsontext.KindEndArray; n++ {
		v, err := p.value(of)
		if err != nil {
			return value{}, err
		}
		if v.kind == jsontext.KindBeginObject && !v.isEmptyObject() {
			list.members.put(strconv.Itoa(n), v)
		}
		if list.members.len() > maxEntries {
			return value{}, errTooMany
		}
	}
	_, err := p.dec.ReadToken()
	return list, err
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
