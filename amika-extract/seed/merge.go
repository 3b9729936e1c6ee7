package seed

import (
	"bytes"
	"strings"

	"amika.dev/amika-extract/source"
	"github.com/go-json-experiment/json/jsontext"
)

const errOddConfig failure = "what is there is not a JSON object, so that nothing can be added to it"

// A member is a member of a JSON object.
type member struct {
	name     string
	from, to int // where its value is, in bytes
}

// members returns the members of a JSON object in the order of the text, and where
// the first of them would be.
func members(text []byte) (all []member, start int, err error) {
	dec := new(jsontext.Decoder)
	err = source.ReadObject(dec, bytes.NewBuffer(text), func() error {
		start = int(dec.InputOffset())
		for {
			token, err := dec.ReadToken()
			if err != nil || token.Kind() == jsontext.KindEndObject {
				return err
			}
			name := token.String()
			value, err := dec.ReadValue()
			if err != nil {
				return err
			}
			end := int(dec.InputOffset())
			all = append(all, member{name, end - len(value), end})
		}
	})
	if err != nil {
		return nil, 0, errOddConfig // the decoder's own error would quote the file
	}
	return all, start, nil
}

// merge returns the text of the old file with the members of f in it. All else in
// it stays as it is, byte for byte.
func merge(old []byte, f *File) ([]byte, error) {
	ours, _, err := members(f.Data)
	if err != nil {
		return nil, err
	}
	theirs, start, err := members(old)
	if err != nil {
		return nil, err
	}
	merged, added := old, ""
	for _, m := range ours {
		value := f.Data[m.from:m.to]
		there := last(theirs, m.name)
		switch {
		case there == nil:
			added += quoted(m.name) + ":" + string(value) + ","
		case f.Kind == Shared:
			value = withOthers(value, old[there.from:there.to])
			fallthrough
		case m.name == "primaryApiKey": // what else the agent in the box knows, it knows better
			merged = splice(old, there.from, there.to, value) // one member of a file at most
		}
	}
	if len(theirs) == 0 {
		added = strings.TrimSuffix(added, ",")
	}
	return splice(merged, start, start, []byte(added)), nil
}

// last returns the last member of a name, which is the one that counts, or nil.
func last(all []member, name string) *member {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].name == name {
			return &all[i]
		}
	}
	return nil
}

// splice returns a text with another one in place of a part of it.
func splice(text []byte, from, to int, with []byte) []byte {
	return append(append(append([]byte(nil), text[:from]...), with...), text[to:]...)
}

// withOthers returns an environment with the variables beside it that the box has for
// other purposes.
func withOthers(ours, theirs []byte) []byte {
	others, _, err := members(theirs)
	if err != nil {
		return ours
	}
	both := []byte("{")
	for i := range others {
		if m := &others[i]; !strings.HasPrefix(m.name, "ANTHROPIC_") {
			both = append(append(append(append(both, quoted(m.name)...), ':'), theirs[m.from:m.to]...), ',')
		}
	}
	return append(both, ours[1:]...)
}
