package source

import (
	"context"
	"io"
	"io/fs"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Stream opens the file at path and calls parse with its text, less a byte order
// mark. It reads as [Discovery.Run] does: what is no regular file, or leads out of
// a confined home, is refused; a file that yields nothing for 2 seconds is given
// up, and so is one that takes more than 60. While the file is empty or torn it is
// read again a few times, for a fifth of a second in all, so that parse must start
// anew whenever it is called. After Stream has returned an error, parse may still
// be running.
//
// A missing file is [io/fs.ErrNotExist]. No error holds text of the file.
func (d *Discovery) Stream(ctx context.Context, path string, parse func(io.Reader) error) error {
	jobs := []job{{file: &File{Path: path}, parse: parse}}
	d.scan(ctx, jobs)
	switch file := jobs[0].file; {
	case !jobs[0].done:
		return context.Cause(ctx)
	case file.Absent:
		return fs.ErrNotExist
	case len(file.Errs) > 0:
		return file.Errs[0]
	}
	return nil
}

// Expiry returns the time when a login ends, from the string or number that says so:
// RFC 3339, or milliseconds or seconds since 1970. It is the zero time if it doesn't
// end.
func Expiry(kind jsontext.Kind, text string) (time.Time, error) {
	if kind == jsontext.KindNull {
		return time.Time{}, nil
	}
	return expiry(textValue(kind, text))
}

// CheckKey returns why a text can't be a credential, or nil. An empty text can be
// one.
func CheckKey(text string) error {
	if text == "" {
		return nil
	}
	return checkKey(value{text: text, long: len(text) > maxSecret})
}
