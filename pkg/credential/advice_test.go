package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
)

// newStore returns a store in dir, and its warnings.
func newStore(dir string) (*Store, *[]string) {
	var warnings []string
	lookup := func(name string) (string, bool) { return map[string]string{DirectoryVariable: dir}[name], true }
	return NewStore(lookup, func(text string) { warnings = append(warnings, text) }), &warnings
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	s, _ := newStore(t.TempDir()) // of the user's own
	for _, tt := range []struct {
		err  error
		want string // a part of the hint
	}{
		{syscall.ENOSPC, "free some space"},
		{syscall.EDQUOT, "free some space"},
		{syscall.EROFS, "to a directory that can be written, and log in there"},
		{atomicfile.ErrSilent, "on a local disk"},
		{syscall.EEXIST, DirectoryVariable}, // no renaming over a file
		{syscall.EPERM, "lsattr"},
		{syscall.EACCES, DirectoryVariable},
		{syscall.EIO, "try again"},
		{atomicfile.ErrNotRegular, "remove " + s.SessionFile().Path()},
		{atomicfile.ErrBusy, "try again"},
	} {
		if runtime.GOOS == "windows" && tt.err == syscall.EIO {
			continue // no call fails so there
		}
		err := s.SessionFile().advise(fmt.Errorf("writing x: %w", tt.err))
		if !errors.Is(err, tt.err) || !strings.Contains(hint.Of(err), tt.want) {
			t.Errorf("%v: the hint is %q, want %q", tt.err, hint.Of(err), tt.want)
		}
	}
	if err := s.SessionFile().advise(fs.ErrNotExist); err != fs.ErrNotExist {
		t.Errorf("got %v", err)
	}
}

// A file system without locks or modes is named once, whatever file it is.
func TestFileSystemWarnings(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes there")
	}
	s, warnings := newStore("/state/\x1b[31m")
	for range 2 {
		s.warnFileSystem(fmt.Errorf("using x: %w", atomicfile.ErrNoLocks))
		s.warnFileSystem(fmt.Errorf("using y: %w", atomicfile.ErrNoModes))
		s.SessionFile().warnExposed(syscall.EPERM)
		s.APIKeyFile().warnExposed(syscall.EPERM)
	}
	if len(*warnings) != 2 {
		t.Errorf("warnings: %q", *warnings)
	}
	for _, text := range *warnings {
		if !strings.Contains(text, DirectoryVariable) || strings.Contains(text, "\x1b") {
			t.Errorf("warning %q", text)
		}
	}
}
