package beneath

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A Dir is an open directory. Paths are relative to it.
//
// Of [os.Root], only the opening of files is used: each of its other methods brings a
// copy of the walk along, 4 KB and more.
type Dir struct{ opener }

type opener interface {
	OpenFile(path string, flag int, perm fs.FileMode) (*os.File, error)
	Close() error
}

func newDir(root *os.Root) *Dir { return &Dir{root} }

// StatDir returns what [os.Root.Stat] does for a directory. Without O_DIRECTORY it
// would not follow a link at the end of the path.
func (d *Dir) StatDir(path string) (fs.FileInfo, error) { return d.look(path, unix.O_DIRECTORY) }

// Lstat returns what [os.Root.Lstat] does.
func (d *Dir) Lstat(path string) (fs.FileInfo, error) { return d.look(path, unix.O_NOFOLLOW) }

func (d *Dir) look(path string, flag int) (fs.FileInfo, error) {
	f, err := d.OpenFile(path, unix.O_PATH|flag, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

// Readlink returns what [os.Root.Readlink] does.
func (d *Dir) Readlink(path string) (string, error) {
	f, err := d.OpenFile(path, unix.O_PATH|unix.O_NOFOLLOW, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	target := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(int(f.Fd()), "", target)
	if err == unix.ENOENT {
		err = unix.EINVAL // it is there, but no link: without a path, the system has another name for that
	}
	if err != nil {
		return "", &fs.PathError{Op: "readlinkat", Path: path, Err: err}
	}
	return string(target[:n]), nil
}

// Mkdir makes a directory that its owner alone can use.
func (d *Dir) Mkdir(path string) error {
	dir, name, err := d.parent(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return unix.Mkdirat(int(dir.Fd()), name, 0o700)
}

// Lchown changes the owner of a file or of a link.
func (d *Dir) Lchown(path string, uid, gid int) error {
	dir, name, err := d.parent(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return unix.Fchownat(int(dir.Fd()), name, uid, gid, unix.AT_SYMLINK_NOFOLLOW)
}

// Replace gives the name of a path to a file in the same directory, called temporary,
// and removes the file that had it.
func (d *Dir) Replace(temporary, path string) error {
	dir, name, err := d.parent(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return unix.Renameat(int(dir.Fd()), filepath.Base(temporary), int(dir.Fd()), name)
}

// Remove removes a file.
func (d *Dir) Remove(path string) error {
	dir, name, err := d.parent(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return unix.Unlinkat(int(dir.Fd()), name, 0)
}

// parent opens the directory that a path is in, and returns its name in there.
func (d *Dir) parent(path string) (*os.File, string, error) {
	dir, err := d.OpenFile(filepath.Dir(path), unix.O_PATH|unix.O_DIRECTORY, 0)
	name := filepath.Base(path)
	if err == nil && (name == "." || name == "..") {
		dir.Close()
		err = unix.EINVAL // it has no name in there
	}
	return dir, name, err
}

// A searchable is a directory that this user may search but not read. [os.Root]
// can't open one; openat2(2) resolves paths below it in the same way.
type searchable struct{ file *os.File }

func openSearchable(path string) (*Dir, error) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	d := &Dir{searchable{os.NewFile(uintptr(fd), path)}}
	if _, err := d.StatDir("."); err != nil {
		d.Close()
		return nil, err // a kernel before 5.6, or a filter of system calls
	}
	return d, nil
}

var errOutside = errors.New("path escapes from parent") // as [os.Root] has it

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

func (d searchable) Close() error { return d.file.Close() }
