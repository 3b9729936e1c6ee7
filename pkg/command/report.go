package command

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/go-multierror"
)

// An Error ends a program with a status, and may carry a hint: the sentence or
// command that lets the user go on.
type Error struct {
	Status Status
	Hint   string
	Err    error // nil if all has been said already
}

// Error returns the text without the hint.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Status.String()
	}
	return e.Err.Error()
}

// Unwrap returns the error inside.
func (e *Error) Unwrap() error { return e.Err }

// WithHint gives err, which ends the program with [Failed], a hint.
func WithHint(err error, hint string) error {
	return &Error{Status: Failed, Hint: hint, Err: err}
}

// Usagef is an error of the command line. Its text must not repeat what was
// typed, which may be a secret.
func Usagef(hint, format string, args ...any) error {
	return &Error{Status: Usage, Hint: hint, Err: fmt.Errorf(format, args...)}
}

// Warnf prints a warning for people. What comes from outside must have gone
// through [terminal.Escape].
func (env Env) Warnf(name, format string, args ...any) {
	printLine(env.Stderr, name+": warning: "+fmt.Sprintf(format, args...))
}

// Notef prints a remark for people.
func (env Env) Notef(name, format string, args ...any) {
	printLine(env.Stderr, name+": note: "+fmt.Sprintf(format, args...))
}

// Write writes data to stdout in one piece.
func (env Env) Write(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if _, err := env.Stdout.Write(data); err != nil {
		return fmt.Errorf("writing the output: %w", cause(err))
	}
	return nil
}

// cause strips the operation and the file name that package os adds to what
// the system said: stdout's made-up name tells nobody anything.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// Report prints err, one line for each error collected in it and one for the
// hint, and returns the status that it stands for.
func Report(env Env, name string, err error) Status {
	if err == nil {
		return Done
	}
	status, hint := Failed, ""
	if e, ok := errors.AsType[*Error](err); ok {
		status, hint = e.Status, e.Hint
		if e.Err == nil {
			return status
		}
	}
	lines := []error{err}
	if many, ok := errors.AsType[*multierror.Error](err); ok {
		lines = many.Errors
	}
	for _, line := range lines {
		printLine(env.Stderr, name+": "+line.Error())
	}
	if hint != "" {
		printLine(env.Stderr, "hint: "+hint)
	}
	return status
}

// printLine writes one line in one piece, so that those of several processes
// don't mix. There is nobody to tell if stderr can't be written.
func printLine(w io.Writer, line string) {
	_, _ = io.WriteString(w, strings.ReplaceAll(line, "\n", " ")+"\n")
}
