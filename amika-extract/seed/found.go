package seed

import (
	"time"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/terminal"
	"github.com/go-json-experiment/json/jsontext"
)

// found is what was read of an agent's files, from which its lease is made.
type found struct {
	Lease
	docs    []document // in the order of the agent's files
	noOAuth bool
	now     time.Time
}

// give adds a file with the value v for the box. from is what it was made of.
func (f *found) give(path string, v *value, from *document, kind FileKind) {
	f.Files = insert(f.Files, &File{path, v.json(), from.modTime, from.path, kind})
}

// note says why something of a file was left out.
func (f *found) note(d *document, text string) {
	f.Notes = append(f.Notes, Note{d.path, text})
}

// odd says that a member of a file is not what it has to be. Its name must not be
// one that the file has chosen.
func (f *found) odd(d *document, text string) {
	f.Errs = append(f.Errs, FileError{d.path, failure(text)})
}

// secret returns the text of a member that must be a string which can be a
// credential, and keeps it for the log. An absent one is empty; one that can't be
// is left out with a note.
func (f *found) secret(d *document, in *value, name string) string {
	if m := in.get(name); m != nil && m.kind != jsontext.KindString {
		f.odd(d, name+" is not a string")
		return ""
	}
	token := in.str(name)
	if err := source.CheckKey(token); err != nil {
		f.note(d, terminal.Escape(name)+" is left out: "+err.Error())
		return ""
	}
	if token != "" {
		f.secrets = append(f.secrets, token)
	}
	return token
}

// isRefused reports whether a login that ends at a time can't be handed over any
// more, and notes it. The zero time is never.
func (f *found) isRefused(d *document, what string, until time.Time) bool {
	if until.IsZero() || f.now.Before(until) {
		return false
	}
	f.note(d, what+" is left out: it expired at "+until.UTC().Format(time.RFC3339))
	return true
}

// until notes when a login ends. The first of several is what counts.
func (f *found) until(at time.Time) {
	f.Login = true
	if f.Until.IsZero() || !at.IsZero() && at.Before(f.Until) {
		f.Until = at
	}
}
