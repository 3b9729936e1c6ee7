package source

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// A failure is an error that is always the same. It is a constant, so that
// none of them costs anything before it happens.
type failure string

func (f failure) Error() string { return string(f) }

// A tornError says that a file is not JSON, and where: an offset in bytes,
// since what stands there must not be shown.
type tornError struct {
	offset int64
	short  bool // the file ends there
}

func (e *tornError) Error() string {
	if e.short {
		return fmt.Sprintf("it ends at byte %d, before the JSON does", e.offset)
	}
	return fmt.Sprintf("it is not valid JSON at byte %d", e.offset)
}

// explain replaces an error of the parser, which quotes the file, by one that
// does not. skipped is how many bytes stood before those that were parsed.
func explain(err error, skipped int64) error {
	if known, ok := errors.AsType[failure](err); ok {
		return known
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return &tornError{syntax.ByteOffset + skipped, errors.Is(err, io.ErrUnexpectedEOF)}
	}
	return err
}

// isTorn reports whether a file may be one that is just being written.
func isTorn(err error) bool {
	if err == nil || err == errEmpty || err == errTrailing {
		return err != nil
	}
	_, torn := errors.AsType[*tornError](err)
	return torn
}

// innermost strips what package os adds to an error: the path is said anyway.
func innermost(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}
