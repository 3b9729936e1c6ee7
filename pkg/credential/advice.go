package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// advise adds the way out to an error of writing.
func (f File[T]) advise(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) { // it was removed, which is nobody's fault
		return err
	}
	return hint.Wrap(err, f.advice(err))
}

// advice names the way out of an error of the file system, or returns "" for an
// error that carries its own.
func (f File[T]) advice(err error) string {
	move := func(where string) string { return "set " + DirectoryVariable + " to a directory " + where + f.moved }
	switch {
	case hint.Of(err) != "":
		return ""
	case errors.Is(err, atomicfile.ErrNotRegular):
		return "remove " + terminal.EscapePath(f.irregular()) // writing does not replace it
	case errors.Is(err, atomicfile.ErrSilent):
		return move("on a local disk")
	case atomicfile.IsTransient(err):
		return "try again"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free some space there, or " + move("on another disk")
	case !errors.Is(err, fs.ErrPermission):
		return move("that can be written")
	}
	own := move("of your own")
	switch path := f.foreign(); {
	case path != "" && !f.store.mayBeUsers(path):
		return own
	case path != "":
		return terminal.EscapePath(path) + " belongs to another user: run '" + f.takeover(path) + "' as root, or " + own
	case errors.Is(err, syscall.EPERM):
		return "lsattr shows whether the file is immutable; chattr changes that, or " + own
	}
	if command := f.opening(); command != "" {
		return "run '" + command + "', or " + own
	}
	return own
}

// irregular returns what is not a regular file: the lock file or the file itself.
func (f File[T]) irregular() string {
	lock := f.Path() + ".lock"
	if info, err := os.Stat(lock); err == nil && !info.Mode().IsRegular() {
		return lock
	}
	return f.Path()
}

// takeover returns the command by which root gives path, what is in the way of
// using the file, to this user.
func (f File[T]) takeover(path string) string {
	command := "chown "
	if path == f.store.directory {
		command += "-R "
	}
	return command + strconv.Itoa(os.Geteuid()) + " " + terminal.Quote(path)
}

// paths returns what must let this user in to use the file: its directory, or the
// deepest one above it that is there, the file itself and its lock file.
func (f File[T]) paths() []string {
	return []string{existing(f.store.directory), f.Path(), f.Path() + ".lock"}
}

// opening returns the command by which the owner of the file gets the permissions
// to use it, or "" if they are there.
func (f File[T]) opening() string {
	if runtime.GOOS == "windows" {
		return ""
	}
	for _, path := range f.paths() {
		info, err := os.Stat(path)
		switch {
		case err != nil:
		case info.IsDir() && info.Mode()&0o300 != 0o300:
			return "chmod u+rwx " + terminal.Quote(path)
		case !info.IsDir() && info.Mode()&0o600 != 0o600:
			return "chmod u+rw " + terminal.Quote(path)
		}
	}
	return ""
}

// exitNoCredential is the exit status of a program that finds no credential.
const exitNoCredential = 4

// closedFor returns the error for a directory that can't be entered, if that is
// what errs come from.
func (s *Store) closedFor(errs []error) error {
	if !slices.ContainsFunc(errs, isClosed) {
		return nil
	}
	return s.closed()
}

// isClosed reports whether an error may come from a directory that can't be
// entered: it is not this user's, it is a file, or its links lead nowhere.
func isClosed(err error) bool {
	if errors.Is(err, fs.ErrNotExist) { // which Windows means by ENOTDIR
		return false
	}
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ELOOP)
}

// closed returns the error for a directory that can't be entered.
func (s *Store) closed() error {
	_, err := os.Lstat(s.SessionFile().Path())
	if !isClosed(err) {
		return nil
	}
	return hint.Wrap(fmt.Errorf("entering the directory %s: %w", terminal.EscapePath(s.directory), hint.Reason(err)), s.SessionFile().advice(err))
}

// foreign returns what belongs to another user and may therefore be in the way of
// using the file: the directory, the file or its lock file. It returns "" if
// nothing does, and to root, whom nothing is in the way of.
func (f File[T]) foreign() string {
	user := os.Geteuid()
	if user == 0 {
		return ""
	}
	for _, path := range f.paths() {
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		if id, ok := atomicfile.Owner(info); ok && id != user {
			return path
		}
	}
	return ""
}

// mayBeUsers reports whether path should be the user's: it is the directory or in
// it, or in the home directory. Others, such as / in a container, are the
// system's.
func (s *Store) mayBeUsers(path string) bool {
	roots := []string{s.directory}
	if home, err := basedir.Home(s.lookup); err == nil {
		roots = append(roots, home)
	}
	return path != "/" && slices.ContainsFunc(roots, func(root string) bool {
		rel, err := filepath.Rel(root, path)
		return err == nil && filepath.IsLocal(rel)
	})
}

// isForeign reports whether a file belongs to neither this user nor root.
func isForeign(info fs.FileInfo) bool {
	id, ok := atomicfile.Owner(info)
	return ok && id != 0 && id != os.Geteuid()
}

// mayChange reports whether this user may change the mode of a file.
func mayChange(info fs.FileInfo) bool {
	id, ok := atomicfile.Owner(info)
	user := os.Geteuid()
	return !ok || user == 0 || id == user
}

// existing returns dir, or the deepest directory above it that is there and can
// be reached: it is the one that must let this user in.
func existing(dir string) string {
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return dir
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
