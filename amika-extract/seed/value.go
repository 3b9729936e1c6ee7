package seed

import (
	"strings"
	"time"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
)

// A value is what a shape has kept of a JSON value. It is secret as a whole. A nil
// value is one that isn't there.
type value struct {
	kind    jsontext.Kind
	use     use
	text    string   // of a string, or of a number as it was written
	items   []*value // of an array
	members []member // of an object, in the order of the file
}

// A member is a member of an object.
type member struct {
	name string
	*value
}

// String returns a text that shows nothing of the value.
func (*value) String() string { return secret.Redacted }

// get returns the member with this name, or nil; null counts as none.
func (v *value) get(name string) *value {
	for _, m := range v.all() {
		if m.name == name && m.kind != jsontext.KindNull {
			return m.value
		}
	}
	return nil
}

// all returns the members of an object; what is none has none.
func (v *value) all() []member {
	if v == nil {
		return nil
	}
	return v.members
}

// str returns the text of a member that is a string, trimmed, or an empty one.
func (v *value) str(name string) string {
	if m := v.get(name); m != nil && m.kind == jsontext.KindString {
		return strings.TrimSpace(m.text)
	}
	return ""
}

// expiry returns the time when a login ends, which a member says.
func (v *value) expiry(name string) (time.Time, error) {
	if m := v.get(name); m != nil {
		return source.Expiry(m.kind, m.text)
	}
	return time.Time{}, nil
}

// isObject reports whether v is an object.
func (v *value) isObject() bool { return v != nil && v.kind == jsontext.KindBeginObject }

// text returns a string.
func text(s string) *value { return &value{kind: jsontext.KindString, text: s} }

// yes and null return what they are called.
func yes() *value  { return &value{kind: jsontext.KindTrue} }
func null() *value { return &value{kind: jsontext.KindNull} }

// array returns an array.
func array(items []*value) *value { return &value{kind: jsontext.KindBeginArray, items: items} }

// object returns an object without members.
func object() *value { return &value{kind: jsontext.KindBeginObject} }

// add adds a member to an object, unless it is nil, and returns the object.
func (v *value) add(name string, m *value) *value {
	if m != nil {
		v.members = append(v.members, member{name, m})
	}
	return v
}

// json returns v as JSON without spaces. Strings are escaped in one way alone,
// however the file has them, so that they can be searched for. What isn't there is
// null.
func (v *value) json() []byte {
	if v == nil {
		v = null()
	}
	return v.append(nil)
}

func (v *value) append(b []byte) []byte {
	switch v.kind {
	case jsontext.KindString:
		if v.use == emptied {
			return append(b, `""`...)
		}
		return source.AppendString(b, v.text)
	case jsontext.KindNumber:
		return append(b, v.text...)
	case jsontext.KindBeginArray:
		b = append(b, '[')
		for i, item := range v.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.append(b)
		}
		return append(b, ']')
	case jsontext.KindBeginObject:
		return append(v.appendMembers(append(b, '{')), '}')
	}
	return append(b, v.kind.String()...) // null, true and false are their own names
}

func (v *value) appendMembers(b []byte) []byte {
	first := true
	for _, m := range v.members {
		if m.use == dropped {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = m.append(append(source.AppendString(b, m.name), ':'))
	}
	return b
}

// refreshTokens calls found with each refresh token in v. One that is the access
// token of the same object as well, as GitHub's is, rotates for nobody and is
// none.
func (v *value) refreshTokens(found func(string)) {
	for _, m := range v.all() {
		if (m.use == dropped || m.use == emptied) && m.kind == jsontext.KindString && m.text != "" && !v.holds(m.text) {
			found(m.text)
		}
		m.refreshTokens(found)
	}
	if v == nil {
		return
	}
	for _, item := range v.items {
		item.refreshTokens(found)
	}
}

// holds reports whether the text is that of an access token in v.
func (v *value) holds(token string) bool {
	return v.str("access") == token || v.str("accessToken") == token || v.str("access_token") == token
}
