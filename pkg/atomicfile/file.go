// Package atomicfile keeps a small secret file that several processes read and
// replace. Whichever process is killed, at whatever moment, the file has its
// old content or the new one, and only its owner can read it.
//
// Writers hold an exclusive lock on a separate file, NAME.lock. It is never
// removed here: unlinking it would let two processes hold the lock at once.
// People and cleaners remove "stale" locks all the same, so a lock is compared
// with what its path names, and a draft that is alive counts as a lock too.
// Reading takes no lock.
//
// It serves the programs of this repository and is no API.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/regular"
	"amika.dev/pkg/terminal"
)

// The modes of what this package creates, whatever the umask is.
const (
	fileMode      fs.FileMode = 0o600
	directoryMode fs.FileMode = 0o700
)

// Errors that tell what is wrong with a file or its file system.
var (
	ErrNotRegular = regular.ErrNotRegular
	ErrTooLarge   = errors.New("too large")
	// ErrNoLocks and ErrNoModes are warnings, see [File.Warn].
	ErrNoLocks = errors.New("its file system has no locks: two programs that write it at once may lose what one of them wrote")
	ErrNoModes = errors.New("its file system has no permissions: others may be able to read it")
)

// A File is a file that is replaced as a whole.
type File struct {
	// Warn is called with what does not stop the work, possibly several times:
	// an error that wraps [ErrNoLocks] or [ErrNoModes]. It may be nil.
	Warn func(error)

	path string
	max  int64

	// Replaced by tests.
	rename   func(from, to string) error
	chmod    func(*os.File, fs.FileMode) error
	truncate func(*os.File, int64) error
	tryLock  func(*flock.Flock) (bool, error)
}

// New returns the file at path, an absolute path, of which at most max bytes
// are read. Nothing on the disk is touched.
func New(path string, max int64) *File {
	return &File{
		path: path, max: max,
		rename: os.Rename, chmod: (*os.File).Chmod, truncate: (*os.File).Truncate, tryLock: (*flock.Flock).TryLock,
	}
}

// Path returns the path that was given to [New].
func (f *File) Path() string { return f.path }

func (f *File) warn(why error) {
	if f.Warn != nil {
		f.Warn(&fileError{"using", f.path, why})
	}
}

// A fileError says what was being done to a file, and why that failed. The
// path is formatted only when it is shown: absent files are common.
type fileError struct {
	doing, path string
	why         error
}

func (e *fileError) Error() string {
	return e.doing + " " + terminal.EscapePath(e.path) + ": " + e.why.Error()
}

func (e *fileError) Unwrap() error { return e.why }

// failed returns err without the path that package os adds: the error names the
// file once.
func (f *File) failed(doing string, err error) error {
	return &fileError{doing, f.path, hint.Reason(err)}
}

// target returns the path that is written: the file itself, or what the link
// in its place leads to, which need not exist yet.
func (f *File) target() (string, error) {
	path := f.path
	for range 40 { // as many links as Linux follows
		info, err := os.Lstat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		dest, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(dest) {
			// The link counts from where it really is: with a link among the
			// directories, ".." leads elsewhere than the text says.
			dir, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return "", err
			}
			dest = filepath.Join(dir, dest)
		}
		path = dest
	}
	return "", errors.New("too many links")
}

// writable returns the target and what is there now, nil if nothing is. A
// device that a link leads to must not be replaced by a file.
func (f *File) writable() (string, fs.FileInfo, error) {
	target, err := f.target()
	if err != nil {
		return "", nil, err
	}
	info, err := os.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return target, nil, nil
	case err != nil:
		return "", nil, err
	case !info.Mode().IsRegular():
		return "", nil, ErrNotRegular
	}
	return target, info, nil
}
