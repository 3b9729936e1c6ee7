package source

import (
	"slices"
	"strings"

	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
)

// A Lease is what 'amika-extract seed' must know of an agent's file beside what was
// found in it.
type Lease struct {
	ModTime int64           // in seconds since 1970
	Also    secret.String   // members, as JSON, that go with whatever the agent uses, each with a comma behind it
	Refresh []secret.String // the refresh tokens in the file
}

// maxLease limits what of a file may be handed over, in bytes: a Kubernetes Secret
// holds no more in all.
const maxLease = 1 << 20

const errLongLease constError = "what would be copied of it is longer than 1 MiB"

// OwnFiles returns the file in which the agent itself looks, and its settings, without
// reading them.
func (d *Discovery) OwnFiles(s *Source) []File {
	return d.appendPlaces(d.appendPlaces(nil, s.ownLocations()), s.settings)
}

// BoxPath returns where the agent looks in a home directory where no variable moves
// its files, with slashes.
func (s *Source) BoxPath() string {
	own := s.ownLocations()
	return strings.TrimPrefix(string(own[len(own)-1]), "~/")
}

func (s *Source) ownLocations() []Location {
	if s.own != nil {
		return s.own
	}
	return s.Files
}

// paths selects the members with these paths, in which "*" stands for any name.
func paths(list []string) shape {
	return func(name string, _ jsontext.Kind) (shape, bool) {
		var inside []string
		for _, path := range list {
			first, rest, deeper := strings.Cut(path, "/")
			switch {
			case first != name && first != "*":
			case !deeper:
				return nil, true
			default:
				inside = append(inside, rest)
			}
		}
		return paths(inside), inside != nil
	}
}

// isRefresh reports whether a member's name is one that agents have for a refresh
// token.
func isRefresh(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), "-", ""))
	return name == "refresh" || strings.HasSuffix(name, "refreshtoken")
}

// keepRefresh keeps a refresh token of an object. One that is its access token as well,
// as GitHub's is, rotates for nobody and is none.
func (p *parser) keepRefresh(token string, in *object) {
	for i := range in.members {
		if m := &in.members[i]; m.value.text == token && strings.HasPrefix(m.name, "access") {
			return
		}
	}
	if token != "" {
		p.refresh = append(p.refresh, secret.New(token))
	}
}

// copy appends the next value as JSON, less what may be a refresh token, which it
// keeps. It is without spaces, and strings are escaped in one way alone, however the
// file has them, so that they can be searched for.
func (p *parser) copy(b []byte) ([]byte, error) {
	token, err := p.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	switch kind := token.Kind(); kind {
	case jsontext.KindString:
		b = AppendString(b, token.String())
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		b, err = p.copyInside(append(b, byte(kind)), kind)
	default:
		b = append(b, token.String()...)
	}
	if len(b) > maxLease && err == nil {
		err = errLongLease
	}
	return b, err
}

// copyInside copies what is in an object or an array, and the end of it.
func (p *parser) copyInside(b []byte, kind jsontext.Kind) ([]byte, error) {
	for first := len(b); ; {
		switch p.dec.PeekKind() {
		case jsontext.KindEndObject, jsontext.KindEndArray:
			_, err := p.dec.ReadToken()
			return append(b, byte(kind)+'}'-'{'), err
		}
		before := len(b)
		if before > first {
			b = append(b, ',')
		}
		name := ""
		if kind == jsontext.KindBeginObject {
			token, err := p.dec.ReadToken()
			if err != nil {
				return nil, err
			}
			name = token.String()
			b = append(AppendString(b, name), ':')
		}
		value := len(b)
		var err error
		if b, err = p.copy(b); err != nil {
			return nil, err
		}
		if isRefresh(name) {
			if token, err := jsontext.AppendUnquote(nil, b[value:]); err == nil {
				p.keepRefresh(string(token), new(object))
			}
			b = b[:before]
		}
	}
}

// json returns members of an object as JSON, each with a comma behind it: those with
// these names, or all that were kept. Refresh tokens are not among them.
func (o *object) json(names ...string) string { return string(o.appendMembers(nil, names)) }

func (o *object) appendMembers(b []byte, names []string) []byte {
	for i := range o.members {
		m := &o.members[i]
		inside := &m.value.members
		isString := m.value.kind == jsontext.KindString
		switch {
		case isRefresh(m.name), names != nil && !slices.Contains(names, m.name), !isString && m.value.text == "" && len(inside.members) == 0:
			continue
		}
		b = append(AppendString(b, m.name), ':')
		switch {
		case isString:
			b = AppendString(b, m.value.text)
		case m.value.text != "":
			b = append(b, m.value.text...)
		default:
			b = inside.appendMembers(append(b, '{'), nil)
			if b[len(b)-1] == ',' {
				b = b[:len(b)-1]
			}
			b = append(b, '}')
		}
		b = append(b, ',')
	}
	return b
}
