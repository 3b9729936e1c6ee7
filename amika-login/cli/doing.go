package cli

import (
	"cmp"
	"errors"
	"fmt"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/workos"
)

// doing says what was being done when err came up, and keeps its status and its
// hint.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	advice := ""
	if e, ok := errors.AsType[*workos.Error](err); ok {
		advice = cmp.Or(e.Hint, networkHint(e.Kind))
	}
	if errors.Is(err, atomicfile.ErrBusy) {
		advice = "try again"
	}
	return hint.Wrap(fmt.Errorf("%s: %w", what, err), advice)
}

// networkHint is what to do when a server could not be talked to.
func networkHint(kind workos.Kind) string {
	switch kind {
	case workos.NotSent, workos.Unknown:
		return "check the network, and HTTPS_PROXY if you need a proxy, and try again"
	case workos.Redirected:
		return "check that no proxy or login page of the network answers instead, and try again"
	}
	return ""
}

// loginError is what went wrong with a login.
func loginError(err error) error { return doing("logging in", err) }
