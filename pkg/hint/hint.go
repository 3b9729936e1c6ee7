// Package hint lets an error carry what a command line makes of it: advice for
// the user and an exit status. Both travel as methods through any %w, so that a
// library needs no package of the command line to offer them.
//
// It serves the programs of this repository and is no API: a library elsewhere
// implements Hint() string and ExitCode() int on its own errors.
package hint

import (
	"errors"
	"io/fs"
	"os"
	"strings"
)

type hinted struct {
	error
	text string
}

func (h hinted) Hint() string  { return h.text }
func (h hinted) Unwrap() error { return h.error }

// Wrap returns err with a hint: the sentence or command that lets the user go
// on. It returns err itself if err is nil or text is empty.
func Wrap(err error, text string) error {
	if err == nil || text == "" {
		return err
	}
	return hinted{err, text}
}

// Of returns the outermost hint that err carries, or "" if it carries none.
func Of(err error) string {
	for err != nil {
		var carrier interface {
			error
			Hint() string
		}
		if !errors.As(err, &carrier) {
			return ""
		}
		if text := carrier.Hint(); text != "" {
			return text
		}
		err = errors.Unwrap(carrier)
	}
	return ""
}

type coded struct {
	error
	code int
}

func (c coded) ExitCode() int { return c.code }
func (c coded) Unwrap() error { return c.error }

// WithExitCode returns err with the exit status that a program should end with.
// It returns nil if err is nil.
func WithExitCode(err error, code int) error {
	if err == nil {
		return nil
	}
	return coded{err, code}
}

// ExitCode returns the outermost exit status that err carries, or otherwise if
// it carries none.
func ExitCode(err error, otherwise int) int {
	var carrier interface{ ExitCode() int }
	if errors.As(err, &carrier) {
		return carrier.ExitCode()
	}
	return otherwise
}

// Reason returns what the system said, without the operation and the path that
// package os adds. Any other error is returned unchanged.
func Reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return clause(e.Err)
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return clause(e.Err)
	}
	if e, ok := errors.AsType[*os.SyscallError](err); ok {
		return clause(e.Err)
	}
	return err
}

// clause returns err without the period that ends the messages of Windows, as it
// is to stand within a sentence.
func clause(err error) error {
	if text, ok := strings.CutSuffix(err.Error(), "."); ok {
		return &worded{text, err}
	}
	return err
}

// A worded error is another one in other words.
type worded struct {
	text string
	err  error
}

func (e *worded) Error() string { return e.text }

func (e *worded) Unwrap() error { return e.err }
