package hint_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"amika.dev/pkg/hint"
)

var errPlain = errors.New("why")

// unsure is an error that could have a hint and has none.
type unsure struct{ error }

func (unsure) Hint() string    { return "" }
func (u unsure) Unwrap() error { return u.error }

func TestOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"nil", nil, ""},
		{"none", errPlain, ""},
		{"wrapped", fmt.Errorf("doing: %w", hint.Wrap(errPlain, "try")), "try"},
		{"the outermost", hint.Wrap(fmt.Errorf("doing: %w", hint.Wrap(errPlain, "inner")), "outer"), "outer"},
		{"an empty one hides nothing", hint.Wrap(hint.Wrap(errPlain, "try"), ""), "try"},
		{"one that has nothing to say", unsure{fmt.Errorf("doing: %w", hint.Wrap(errPlain, "try"))}, "try"},
		{"below a status", hint.WithExitCode(hint.Wrap(errPlain, "try"), 4), "try"},
		{"joined", errors.Join(errPlain, hint.Wrap(errPlain, "try")), "try"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := hint.Of(tt.err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWrappersKeepTheError(t *testing.T) {
	t.Parallel()
	err := hint.Wrap(hint.WithExitCode(errPlain, 4), "try")
	if !errors.Is(err, errPlain) || err.Error() != "why" {
		t.Errorf("got %v", err)
	}
	if hint.Wrap(nil, "try") != nil || hint.WithExitCode(nil, 4) != nil {
		t.Error("nil became an error")
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	inner := fmt.Errorf("doing: %w", hint.Wrap(hint.WithExitCode(errPlain, 4), "try"))
	for _, tt := range []struct {
		err  error
		want int
	}{{errPlain, 1}, {inner, 4}, {hint.WithExitCode(inner, 2), 2}} {
		if got := hint.ExitCode(tt.err, 1); got != tt.want {
			t.Errorf("%v: got %d, want %d", tt.err, got, tt.want)
		}
	}
}

func TestReason(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		syscall.ENOSPC,
		&fs.PathError{Op: "open", Path: "x", Err: syscall.ENOSPC},
		&os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.ENOSPC},
		&os.SyscallError{Syscall: "flock", Err: syscall.ENOSPC},
		fmt.Errorf("writing x: %w", &fs.PathError{Op: "open", Path: "x", Err: syscall.ENOSPC}),
	} {
		if got := hint.Reason(err); got != syscall.ENOSPC {
			t.Errorf("%v: got %v", err, got)
		}
	}
	// As Windows says it.
	said := errors.New("Directory is not empty.")
	if got := hint.Reason(&fs.PathError{Op: "remove", Path: "x", Err: said}); got.Error() != "Directory is not empty" || !errors.Is(got, said) {
		t.Errorf("got %#v", got)
	}
}
