//go:build unix

package source

import (
	"io"
	"syscall"
)

// nonblock keeps the opening of what turns out to be a FIFO or a terminal after
// all from waiting for it, and from making it the controlling terminal.
const nonblock = syscall.O_NONBLOCK | syscall.O_NOCTTY

// openRegular opens a regular file. A FIFO, which would wait for a writer, or
// a device, which may act when it is opened, is looked at and not opened.
//
// An [os.File] would do, but it brings the network poller and a finalizer
// along, which together take longer than reading a few small files.
func openRegular(path string) (io.ReadCloser, error) {
	var before, after syscall.Stat_t
	if err := uninterrupted(func() error { return syscall.Stat(path, &before) }); err != nil {
		return nil, err
	}
	if before.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return nil, errNotRegular
	}
	f := descriptor(-1)
	err := uninterrupted(func() error {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC|nonblock, 0)
		f = descriptor(fd)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := syscall.Fstat(int(f), &after); err != nil || after.Mode&syscall.S_IFMT != syscall.S_IFREG {
		f.Close()
		return nil, errNotRegular
	}
	return f, nil
}

// A descriptor is an open file.
type descriptor int

func (d descriptor) Read(p []byte) (n int, err error) {
	err = uninterrupted(func() error {
		n, err = syscall.Read(int(d), p)
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

func (d descriptor) Close() error { return syscall.Close(int(d)) }

// uninterrupted calls a system call again while a signal interrupts it.
func uninterrupted(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR {
			return err
		}
	}
}
