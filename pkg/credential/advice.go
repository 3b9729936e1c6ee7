package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// advice names the way out of an error of the file system, or returns "" for an
// error that carries its own.
func (s *Store) advice(err error) string {
	const move = "set " + DirectoryVariable + " to a directory "
	dir := terminal.EscapePath(s.directory)
	switch {
	case hint.Of(err) != "":
		return ""
	case errors.Is(err, atomicfile.ErrNotRegular):
		return "remove it"
	case atomicfile.IsTransient(err):
		return "try again"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free some space there, or " + move + "on another disk"
	case errors.Is(err, syscall.EPERM):
		return "look at its owner and its attributes (ls -l, lsattr), or " + move + "of your own"
	case errors.Is(err, fs.ErrPermission):
		return "if " + dir + " belongs to another user, give it back with chown, or " + move + "of your own"
	}
	return move + "that can be written"
}

// closedFor returns the error for a directory that this user can't enter, if that
// is what errs come from.
func (s *Store) closedFor(errs []error) error {
	if !slices.ContainsFunc(errs, func(err error) bool { return errors.Is(err, fs.ErrPermission) }) {
		return nil
	}
	return s.closed()
}

// closed returns the error for a directory that this user can't enter.
func (s *Store) closed() error {
	_, err := os.Lstat(s.SessionFile().Path())
	if !errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return hint.Wrap(fmt.Errorf("entering the directory %s: %w", terminal.EscapePath(s.directory), hint.Reason(err)), s.advice(err))
}

// advise adds the way out to an error of writing.
func (s *Store) advise(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) { // it was removed, which is nobody's fault
		return err
	}
	return hint.Wrap(err, s.advice(err))
}

// warnFileSystem warns of what the file system of the directory does not have,
// once for all files in it. why wraps a warning of package atomicfile.
func (s *Store) warnFileSystem(why error) {
	const move = "; to be safe, set " + DirectoryVariable + " to a directory on a local disk"
	dir := terminal.EscapePath(s.directory)
	if errors.Is(why, atomicfile.ErrNoModes) {
		s.say("others may be able to read the files in %s: permissions can't be set there"+move, dir)
		return
	}
	s.say("there are no locks in %s: two programs that write there at once may lose what one of them writes"+move, dir)
}
