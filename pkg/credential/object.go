package credential

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"time"

	"amika.dev/pkg/jwt"
)

// errTorn says that a file's text is not a JSON object, as when somebody is
// just writing it. The error of package json would show some of the text.
var errTorn = errors.New("it is not a JSON object")

// An object is a JSON object whose members keep their order and, unless they
// are set, their text: other programs may have members of their own.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

// parseObject reads the object that data is. Of a name that comes twice, the
// last value counts, as in other readers. The error is errTorn.
func parseObject(data []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, errTorn
	}
	o, index := object{}, make(map[string]int) // there may be many
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, errTorn
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, errTorn
		}
		text := name.(string) // as that of every member
		if i, ok := index[text]; ok {
			o[i].value = value
			continue
		}
		index[text] = len(o)
		o = append(o, member{text, value})
	}
	if _, err := decoder.Token(); err != nil {
		return nil, errTorn
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errTorn
	}
	return o, nil
}

// get returns the text of a member. A null counts as absent.
func (o object) get(name string) (json.RawMessage, bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, !bytes.Equal(m.value, []byte("null"))
		}
	}
	return nil, false
}

// text returns a member that must be a string if it is there.
func (o object) text(name string) (string, error) {
	value, ok := o.get(name)
	if !ok {
		return "", nil
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return "", errors.New("its " + name + " is not a string")
	}
	return text, nil
}

// label returns a member that only describes; "" if it is not a string.
func (o object) label(name string) string {
	text, _ := o.text(name)
	return text
}

// time is a member of the form of RFC 3339, or the zero time: that is also how
// some programs write a time that they don't know. One that UTC puts outside of
// the years that can be written becomes the last of them, or the zero time.
func (o object) time(name string) time.Time {
	at, err := time.Parse(time.RFC3339, o.label(name))
	at = at.UTC()
	switch {
	case err != nil || at.Year() < 1:
		return time.Time{}
	case at.Year() > 9999:
		return time.Unix(jwt.MaxSeconds, 0).UTC()
	}
	return at
}

// number returns a member that is a finite number.
func (o object) number(name string) (float64, bool) {
	value, ok := o.get(name)
	if !ok {
		return 0, false
	}
	var number float64
	err := json.Unmarshal(value, &number)
	return number, err == nil && !math.IsInf(number, 0)
}

// put sets a member to a JSON text.
func (o *object) put(name string, value json.RawMessage) {
	for i, m := range *o {
		if m.name == name {
			(*o)[i].value = value
			return
		}
	}
	*o = append(*o, member{name, value})
}

// set sets a member to a string or a finite number.
func (o *object) set(name string, value any) { o.put(name, encode(value)) }

// encode returns the JSON text of a string or a finite number.
func encode(value any) json.RawMessage {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // can't fail for these
	return bytes.TrimSpace(text.Bytes())
}

// setTime sets a member to a time, and removes it for the zero time.
func (o *object) setTime(name string, at time.Time) {
	if !at.IsZero() {
		o.set(name, at.UTC().Format(time.RFC3339Nano))
		return
	}
	*o = slices.DeleteFunc(*o, func(m member) bool { return m.name == name })
}

// copied returns a copy that can be changed without changing o, which may be nil.
func (o *object) copied() object {
	if o == nil {
		return object{}
	}
	return slices.Clone(*o)
}

// encode returns the text of o, with a member on each line and a line break at the
// end.
func (o object) encode() []byte {
	text := []byte("{")
	for i, m := range o {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, "\n  "...)
		text = append(text, encode(m.name)...)
		text = append(text, ": "...)
		text = append(text, m.value...)
	}
	return append(text, "\n}\n"...)
}
