package cli

import (
	"errors"
	"fmt"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/command"
	"amika.dev/pkg/workos"
)

// doing says what was being done when err came up, and keeps its status and its
// hint.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	failure := &command.Error{Status: command.Failed, Err: fmt.Errorf("%s: %w", what, err)}
	if e, ok := errors.AsType[*command.Error](err); ok {
		failure.Status, failure.Hint = e.Status, e.Hint
	}
	if e, ok := errors.AsType[*workos.Error](err); ok {
		failure.Hint = e.Hint
	}
	if errors.Is(err, atomicfile.ErrBusy) {
		failure.Hint = "try again"
	}
	return failure
}

// loginError is what went wrong with a login.
func loginError(err error) error { return doing("logging in", err) }
