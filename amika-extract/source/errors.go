package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"

	"amika.dev/pkg/hint"
	"github.com/go-json-experiment/json/jsontext"
)

// A constError is an error with a fixed text.
type constError string

func (e constError) Error() string { return string(e) }

// A syntaxError says that a file is not JSON, or what else it should be, and at
// which offset in bytes. What stands there must not be shown.
type syntaxError struct {
	offset int64
	short  bool   // the file ends there
	form   string // what it should be; empty for JSON
}

func (e *syntaxError) Error() string {
	form := cmp.Or(e.form, "JSON")
	if e.short {
		return fmt.Sprintf("it ends at byte %d, before the %s does", e.offset, form)
	}
	return fmt.Sprintf("it is not valid %s at byte %d", form, e.offset)
}

// withoutText replaces an error of the parser, which quotes the file, by one that
// doesn't. skipped is the number of bytes before those that were parsed.
func withoutText(err error, skipped int64) error {
	if known := constError(""); errors.As(err, &known) {
		return known
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return &syntaxError{offset: syntax.ByteOffset + skipped, short: errors.Is(err, io.ErrUnexpectedEOF)}
	}
	if syntax, ok := err.(*syntaxError); ok {
		syntax.offset += skipped
		return syntax
	}
	return hint.Reason(err)
}

// isTorn reports whether an error may come from a file that is being written. The
// types are compared directly, since errors.As looks up an interface conversion
// for every absent file.
func isTorn(err error) bool {
	_, torn := err.(*syntaxError)
	return torn || err == ErrEmpty || err == ErrTrailing
}

// isAbsent reports whether an error says that there is no such file. A path
// through something that is no directory leads nowhere. The usual errors are
// compared first, for the reason that isTorn has.
func isAbsent(err error) bool {
	return err == syscall.ENOENT || err == syscall.ENOTDIR ||
		errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
