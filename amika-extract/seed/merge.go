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
func members(text string) (all []*member, start int, err error) {
	dec := new(jsontext.Decoder)
	err = source.ReadObject(dec, bytes.NewBufferString(text), func() error {
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
			all = append(all, &member{name, end - len(value), end})
		}
	})
	if err != nil {
		err = errOddConfig // the decoder's own error would quote the file
	}
	return all, start, err
}

// merge returns the text of the old file with the members of f in it. All else in
// it stays as it is, byte for byte.
func merge(old string, f *File) (string, error) {
	const mark = "\uFEFF" // of the byte order, which stays
	if rest, ok := strings.CutPrefix(old, mark); ok {
		merged, err := merge(rest, f)
		return mark + merged, err
	}
	if strings.TrimSpace(old) == "" {
		return f.Data, nil
	}
	ours, _, err := members(f.Data)
	if err != nil {
		return "", err
	}
	theirs, start, err := members(old)
	if err != nil {
		return "", err
	}
	merged, added := old, ""
	for _, m := range ours {
		value := f.Data[m.from:m.to]
		var there *member // the last of that name, which counts
		for _, t := range theirs {
			if t.name == m.name {
				there = t
			}
		}
		switch {
		case there == nil:
			added += quoted(m.name) + ":" + value + ","
		case f.Kind == Shared:
			value = withOthers(value, old[there.from:there.to])
			fallthrough
		case m.name == "primaryApiKey": // what else the agent in the box knows, it knows better
			merged = old[:there.from] + value + old[there.to:] // one member of a file at most
		}
	}
	if len(theirs) == 0 {
		added = strings.TrimSuffix(added, ",")
	}
	return merged[:start] + added + merged[start:], nil
}

// withOthers returns an environment with the variables beside it that the box has for
// other purposes.
func withOthers(ours, theirs string) string {
	others, _, err := members(theirs)
	if err != nil {
		return ours
	}
	both := "{"
	for _, m := range others {
		if !strings.HasPrefix(m.name, "ANTHROPIC_") {
			both += quoted(m.name) + ":" + theirs[m.from:m.to] + ","
		}
	}
	return both + ours[1:]
}
