//go:build unix

package regular

import (
	"io"
	"io/fs"
	"syscall"
)

// Flags keep the opening of a FIFO or a terminal from waiting for it, and from
// making it the controlling terminal. [Open] sets them.
const Flags = syscall.O_NONBLOCK | syscall.O_NOCTTY

// A File is a regular file that is open for reading. It must be closed.
type File struct {
	fd   int
	info syscall.Stat_t
}

// Open opens the regular file at path, links followed. The error is
// [ErrNotRegular] or a bare [syscall.Errno], without the path.
func Open(path string) (*File, error) {
	f := &File{fd: -1}
	// Opening a device can have effects, so it is looked at first. What takes
	// its place in between is opened without waiting, and then refused.
	err := uninterrupted(func() error { return syscall.Stat(path, &f.info) })
	if err != nil {
		return nil, err
	}
	if !f.isRegular() {
		return nil, ErrNotRegular
	}
	err = uninterrupted(func() (err error) {
		f.fd, err = syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|Flags, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = uninterrupted(func() error { return syscall.Fstat(f.fd, &f.info) })
	if err == nil && !f.isRegular() {
		err = ErrNotRegular
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) isRegular() bool { return f.info.Mode&syscall.S_IFMT == syscall.S_IFREG }

// Size returns the size that the file had when it was opened, in bytes.
func (f *File) Size() int64 { return f.info.Size }

// Perm returns the permissions that the file had when it was opened.
func (f *File) Perm() fs.FileMode { return fs.FileMode(f.info.Mode) & fs.ModePerm }

// Chmod changes the file's mode.
func (f *File) Chmod(mode fs.FileMode) error {
	return uninterrupted(func() error { return syscall.Fchmod(f.fd, uint32(mode.Perm())) })
}

// Read implements [io.Reader].
func (f *File) Read(p []byte) (n int, err error) {
	err = uninterrupted(func() error {
		n, err = syscall.Read(f.fd, p)
		return err
	})
	if err != nil {
		return 0, err
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Close closes the file.
func (f *File) Close() error { return syscall.Close(f.fd) }

// IsShared returns false: on Unix no program keeps others from a file by having
// it open.
func IsShared(error) bool { return false }

// uninterrupted repeats a system call for as long as a signal interrupts it.
func uninterrupted(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR {
			return err
		}
	}
}
