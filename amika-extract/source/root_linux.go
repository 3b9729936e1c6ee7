package source

import (
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A searchable is a directory that this user may search but not read. [os.Root]
// can't open one; openat2(2) resolves paths below it in the same way.
type searchable struct{ file *os.File }

func openSearchable(path string) (directory, error) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	d := searchable{os.NewFile(uintptr(fd), path)}
	probe, err := d.OpenFile(".", unix.O_PATH, 0)
	if err != nil {
		d.Close()
		return nil, err // a kernel before 5.6, or a filter of system calls
	}
	probe.Close()
	return d, nil
}

func (d searchable) OpenFile(path string, flag int, _ fs.FileMode) (*os.File, error) {
	how := unix.OpenHow{
		Flags:   uint64(flag) | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	}
	for range 100 { // EAGAIN says that something was renamed meanwhile
		fd, err := unix.Openat2(int(d.file.Fd()), path, &how)
		switch err {
		case nil:
			return os.NewFile(uintptr(fd), filepath.Base(path)), nil
		case unix.EINTR, unix.EAGAIN:
		case unix.EXDEV:
			return nil, errOutside
		default:
			return nil, &fs.PathError{Op: "openat2", Path: path, Err: err}
		}
	}
	return nil, errOutside
}

func (d searchable) Lstat(path string) (fs.FileInfo, error) {
	f, err := d.OpenFile(path, unix.O_PATH|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

func (d searchable) Readlink(path string) (string, error) {
	f, err := d.OpenFile(path, unix.O_PATH|unix.O_NOFOLLOW, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	target := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(int(f.Fd()), "", target)
	if err != nil {
		return "", &fs.PathError{Op: "readlinkat", Path: path, Err: err}
	}
	return string(target[:n]), nil
}

func (d searchable) Close() error { return d.file.Close() }
