package seed

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"

	"amika.dev/amika-extract/source"
	"github.com/go-json-experiment/json/jsontext"
)

const errOddConfig failure = "what is there is not a JSON object, so that nothing can be added to it"

// A splice is a text that takes the place of a part of a file.
type splice struct {
	from, to int64 // offsets in bytes
	text     []byte
}

// merge returns the text of the old file, which has size bytes, with the members
// of f in it, or nil if there is nothing to change. All else in it stays as it is,
// byte for byte. Memory doesn't grow with the file.
func merge(old *os.File, size int64, f *File) (io.Reader, error) {
	ours, err := parse(bytes.NewReader(f.Data), shape{use: whole})
	if err != nil {
		return nil, err
	}
	there, err := find(old, size, ours)
	if err != nil {
		return nil, err
	}
	added := object()
	var splices []splice
	for _, m := range ours.members {
		place, ok := there.members[m.name]
		switch {
		case !ok:
			added.add(m.name, m.value)
		case replaces(f.Kind, m.name):
			was, err := io.ReadAll(io.NewSectionReader(old, place.from, place.to-place.from))
			if err != nil {
				return nil, err
			}
			place.text = withOthers(m.value, was).json()
			if !bytes.Equal(was, place.text) {
				splices = insertSplice(splices, place)
			}
		}
	}
	if len(added.members) > 0 {
		text := added.appendMembers(nil)
		if !there.empty {
			text = append(text, ',')
		}
		splices = insertSplice(splices, splice{there.start, there.start, text})
	}
	if splices == nil {
		return nil, nil
	}
	return spliced(old, size, splices), nil
}

// withOthers returns an environment with the variables beside it that the box has for
// other purposes. Any other value stays as it is.
func withOthers(ours *value, was []byte) *value {
	theirs, err := parse(bytes.NewReader(was), shape{use: inside, each: &shape{use: whole}})
	if err != nil || !ours.isObject() {
		return ours
	}
	both := object()
	for _, m := range theirs.members {
		if !strings.HasPrefix(m.name, "ANTHROPIC_") {
			both.add(m.name, m.value)
		}
	}
	for _, m := range ours.members {
		both.add(m.name, m.value)
	}
	return both
}

// replaces reports whether a member that is there already is replaced: a key is,
// and so are settings. What else the agent in the box knows, it knows better.
func replaces(kind FileKind, name string) bool { return kind == Shared || name == "primaryApiKey" }

// insertSplice adds a splice in the order of the file.
func insertSplice(splices []splice, s splice) []splice {
	splices = append(splices, s)
	for at := len(splices) - 1; at > 0 && splices[at-1].from >= s.from; at-- {
		splices[at-1], splices[at] = s, splices[at-1]
	}
	return splices
}

// spliced returns the text of a file with splices, which are in order, in it.
func spliced(old io.ReaderAt, size int64, splices []splice) io.Reader {
	var parts []io.Reader
	at := int64(0)
	for _, s := range splices {
		parts = append(parts, io.NewSectionReader(old, at, s.from-at), bytes.NewReader(s.text))
		at = s.to
	}
	return io.MultiReader(append(parts, io.NewSectionReader(old, at, size-at))...)
}

// places are where something is in an object.
type places struct {
	start   int64 // behind the brace
	empty   bool  // it has no members
	members map[string]splice
}

// find finds the values of the members that wanted has; of several with one name,
// the last.
func find(old io.ReaderAt, size int64, wanted *value) (places, error) {
	var found places
	dec := new(jsontext.Decoder)
	err := source.ReadObject(dec, io.NewSectionReader(old, 0, size), func() error {
		found = places{dec.InputOffset(), dec.PeekKind() == jsontext.KindEndObject, make(map[string]splice)}
		for {
			token, err := dec.ReadToken()
			if err != nil || token.Kind() == jsontext.KindEndObject {
				return err
			}
			name, end := token.String(), dec.InputOffset()
			if err := dec.SkipValue(); err != nil {
				return err
			}
			if wanted.get(name) != nil {
				found.members[name] = splice{from: behindColon(old, end), to: dec.InputOffset()}
			}
		}
	})
	return found, oddConfig(err)
}

// behindColon returns where the value of the member whose name ends at an offset
// begins.
func behindColon(text io.ReaderAt, at int64) int64 {
	r := bufio.NewReaderSize(io.NewSectionReader(text, at, source.MaxToken), 64)
	for {
		c, err := r.ReadByte()
		if err != nil || !strings.ContainsRune(": \t\r\n", rune(c)) {
			return at
		}
		at++
	}
}

// oddConfig hides an error of the decoder, which quotes the file.
func oddConfig(err error) error {
	if errors.Is(err, source.ErrTooLong) {
		return source.ErrTooLong
	}
	_, isSyntax := errors.AsType[*jsontext.SyntacticError](err)
	if isSyntax || err == io.EOF || err == source.ErrEmpty || err == source.ErrNotObject || err == source.ErrTrailing {
		return errOddConfig
	}
	return err
}
