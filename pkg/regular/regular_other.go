//go:build !unix

package regular

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Flags has a meaning on Unix only: Windows has no FIFOs among its files.
const Flags = 0

// A File is a regular file that is open for reading. It must be closed.
type File struct {
	*os.File
	info fs.FileInfo
}

// Open opens the regular file at path, links followed, see [Retry]. The error
// is [ErrNotRegular] or what the system says, without the path.
func Open(path string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, bare(err)
	}
	if !info.Mode().IsRegular() {
		return nil, ErrNotRegular
	}
	var file *os.File
	err = Retry(func() (err error) {
		file, err = os.Open(path)
		return err
	})
	if err != nil {
		return nil, bare(err)
	}
	return &File{file, info}, nil
}

// Size returns the size that the file had when it was opened, in bytes.
func (f *File) Size() int64 { return f.info.Size() }

// Perm returns the permissions that the file had when it was opened.
func (f *File) Perm() fs.FileMode { return f.info.Mode().Perm() }

// https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-
const (
	errorAccessDenied     = syscall.Errno(5)
	errorSharingViolation = syscall.Errno(32)
	errorLockViolation    = syscall.Errno(33)
)

// IsShared reports whether an operation failed because another program may have
// the file open: an indexer, a virus scanner, another process of ours.
func IsShared(err error) bool {
	return errors.Is(err, errorSharingViolation) || errors.Is(err, errorAccessDenied) || errors.Is(err, errorLockViolation)
}

func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
