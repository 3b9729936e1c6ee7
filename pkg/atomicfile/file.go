// Package atomicfile keeps a small secret file that several processes read and
// replace: at any moment, whichever of them is killed, the file is the old one
// or the new one, and only its owner can read it.
//
// Who writes holds the lock of the file, which is a file of its own,
// NAME.lock, that is never removed: an unlinked lock would let two processes
// each hold one. Reading needs no lock.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The modes of what this package creates, whatever the umask is.
const (
	fileMode      fs.FileMode = 0o600
	directoryMode fs.FileMode = 0o700
)

// Errors that name what is wrong with a file that is there.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("too large")
)

// A File is a file that is replaced as a whole.
type File struct {
	path   string
	limit  int64
	rename func(from, to string) error // os.Rename; a test injects one that fails
}

// New is the file at path, an absolute path. More than limit bytes are not
// read. Nothing on the disk is touched.
func New(path string, limit int64) *File {
	return &File{path: path, limit: limit, rename: os.Rename}
}

// Path is the path that was given to [New].
func (f *File) Path() string { return f.path }

// A Content is what a file held when it was read.
type Content struct {
	Data []byte
	// Exposed is set if others could read or write the file. Its mode has been
	// repaired then, unless RepairError says why it could not be.
	Exposed     bool
	RepairError error
}

// Read reads the file that is there, links followed. An absent one, or a link
// to an absent one, is [fs.ErrNotExist]. A FIFO or a device is [ErrNotRegular]
// and is not waited for.
func (f *File) Read() (Content, error) {
	// Opening a device can have effects, so it is looked at first; a FIFO that
	// takes its place in between is opened without waiting and then refused.
	info, err := os.Stat(f.path)
	if err != nil {
		return Content{}, fmt.Errorf("reading %s: %w", f.path, reason(err))
	}
	if !info.Mode().IsRegular() {
		return Content{}, fmt.Errorf("reading %s: %w", f.path, ErrNotRegular)
	}
	file, err := os.OpenFile(f.path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return Content{}, fmt.Errorf("reading %s: %w", f.path, reason(err))
	}
	defer file.Close()
	content, err := f.read(file)
	if err != nil {
		return Content{}, fmt.Errorf("reading %s: %w", f.path, reason(err))
	}
	return content, nil
}

func (f *File) read(file *os.File) (Content, error) {
	info, err := file.Stat()
	if err != nil {
		return Content{}, err
	}
	if !info.Mode().IsRegular() {
		return Content{}, ErrNotRegular
	}
	var content Content
	if exposed(info.Mode()) {
		content.Exposed, content.RepairError = true, reason(file.Chmod(fileMode))
	}
	content.Data, err = io.ReadAll(io.LimitReader(file, f.limit+1))
	if err != nil {
		return Content{}, err
	}
	if int64(len(content.Data)) > f.limit {
		return Content{}, ErrTooLarge
	}
	return content, nil
}

// target is the path that is written: the file itself, or what the link that
// takes its place leads to, which need not exist yet.
func (f *File) target() (string, error) {
	path := f.path
	for range 40 { // as many links as Linux follows
		info, err := os.Lstat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", reason(err)
		}
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		dest, err := os.Readlink(path)
		if err != nil {
			return "", reason(err)
		}
		if !filepath.IsAbs(dest) {
			// The link counts from where it really is: with a link among the
			// directories, ".." leads elsewhere than the text says.
			dir, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return "", reason(err)
			}
			dest = filepath.Join(dir, dest)
		}
		path = dest
	}
	return "", errors.New("too many links")
}

// writable is the target, after a look at what is there: a device that a link
// leads to must not be replaced by a file.
func (f *File) writable() (string, error) {
	target, err := f.target()
	if err != nil {
		return "", err
	}
	info, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return target, nil
	}
	if err != nil {
		return "", reason(err)
	}
	if !info.Mode().IsRegular() {
		return "", ErrNotRegular
	}
	return target, nil
}

// reason is what the system said, without the operation and the path that
// package os adds: the error that it ends up in names the file once.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}
