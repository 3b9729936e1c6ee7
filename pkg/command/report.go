package command

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"amika.dev/pkg/hint"
	"github.com/hashicorp/go-multierror"
)

// An Error ends a program with a status.
type Error struct {
	Status Status
	Err    error // nil if all has been said already
}

// Error returns the error's text.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Status.String()
	}
	return e.Err.Error()
}

// Unwrap returns the error inside.
func (e *Error) Unwrap() error { return e.Err }

// ExitCode returns the status as a number.
func (e *Error) ExitCode() int { return int(e.Status) }

// WithHint returns err with a hint, the sentence or command that lets the user
// go on. The status stays that of err.
func WithHint(err error, text string) error { return hint.Wrap(err, text) }

// Usagef returns an error of the command line. Its text must not repeat what was
// typed, which may be a secret.
func Usagef(advice, format string, args ...any) error {
	return hint.Wrap(&Error{Status: Usage, Err: fmt.Errorf(format, args...)}, advice)
}

// Warnf prints a warning for people. What comes from outside must have gone
// through [terminal.Escape].
func (env Env) Warnf(name, format string, args ...any) {
	printLine(env.whole().Stderr, name+": warning: "+env.Typed(fmt.Sprintf(format, args...)))
}

// Notef prints a remark for people.
func (env Env) Notef(name, format string, args ...any) {
	printLine(env.whole().Stderr, name+": note: "+env.Typed(fmt.Sprintf(format, args...)))
}

// Write writes data to stdout in one piece.
func (env Env) Write(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if _, err := env.whole().Stdout.Write(data); err != nil {
		return fmt.Errorf("writing the output: %w", hint.Reason(err))
	}
	return nil
}

// Report prints err, one line for each error collected in it and one for the
// hint that it carries as Hint() string, and returns its status.
func Report(env Env, name string, err error) Status {
	if err == nil {
		return Done
	}
	status := StatusOf(err)
	if e, ok := errors.AsType[*Error](err); ok && e.Err == nil {
		return status
	}
	lines := []error{err}
	if many, ok := errors.AsType[*multierror.Error](err); ok {
		lines = many.Errors
	}
	for _, line := range lines {
		printLine(env.whole().Stderr, name+": "+env.Typed(line.Error()))
	}
	if text := hint.Of(err); text != "" {
		printLine(env.whole().Stderr, "hint: "+env.Typed(text))
	}
	return status
}

// printLine writes one line in one piece, so that those of several processes
// don't mix. There is nobody to tell if stderr can't be written.
func printLine(w io.Writer, line string) {
	// io.WriteString would look up an interface conversion: 3 page faults at the first.
	_, _ = w.Write([]byte(strings.ReplaceAll(line, "\n", " ") + "\n"))
}
