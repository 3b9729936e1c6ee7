package seed

import (
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// createUnnamed creates a file without a name in the directory of a temporary one
// (O_TMPFILE of open(2)), and a function that gives it that name. There is no file
// if the file system can't, or if /proc is not there to name it with.
func (d *Directory) createUnnamed(temporary string) (*os.File, func() error) {
	dir, err := d.root.OpenFile(filepath.Dir(temporary), os.O_RDONLY, 0)
	if err != nil {
		return nil, nil
	}
	fd, err := unix.Openat(int(dir.Fd()), ".", unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o600)
	if err != nil {
		dir.Close()
		return nil, nil
	}
	f := os.NewFile(uintptr(fd), temporary)
	handle := "/proc/self/fd/" + strconv.Itoa(fd)
	if _, err := os.Stat(handle); err != nil {
		dir.Close()
		f.Close()
		return nil, nil
	}
	return f, func() error {
		defer dir.Close()
		err := unix.Linkat(unix.AT_FDCWD, handle, int(dir.Fd()), filepath.Base(temporary), unix.AT_SYMLINK_FOLLOW)
		return os.NewSyscallError("linkat", err)
	}
}
