package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"amika.dev/pkg/regular"
)

// ErrMounted means that a file can't be removed because it is a mount, or
// because another program has it open on Windows.
var ErrMounted = errors.New(pinnedText)

// Remove removes the file and reports whether there was one. Of a link, what
// it leads to is removed and the link stays, so that the next file is written
// to the same place. A file that can be written but not removed is [ErrMounted].
func (l *Lock) Remove() (bool, error) { return l.file.Remove() }

// Remove is [Lock.Remove] without the lock, for a lock that can't be had.
func (f *File) Remove() (bool, error) {
	target, err := f.target()
	if err != nil {
		return false, f.failed("removing", err)
	}
	if target != f.path {
		info, err := os.Lstat(target)
		if err == nil && !info.Mode().IsRegular() {
			target = f.path // a device, say: then it is the link that goes
		}
	}
	err = regular.Retry(func() error { return os.Remove(target) })
	if errors.Is(err, fs.ErrNotExist) || err != nil && isAbsent(target) {
		return false, nil
	}
	if isPinned(err) {
		err = ErrMounted
	}
	if err != nil {
		return false, f.failed("removing", err)
	}
	syncDirectory(filepath.Dir(target))
	return true, nil
}

// isAbsent reports whether there is nothing at path. On a read-only file system,
// removing nothing fails as removing a file does.
func isAbsent(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// Overwrite makes data the content of the file that is there, in place and
// without a lock: it is for a file that can't be removed. The error is
// [fs.ErrNotExist] if there is none.
func (f *File) Overwrite(data []byte) error {
	target, info, err := f.writable()
	if err == nil && info == nil {
		err = fs.ErrNotExist
	}
	if err == nil {
		err = f.overwrite(target, data)
	}
	if err != nil {
		return f.failed("writing", err)
	}
	return nil
}

// overwrite makes data the content of the file that is there. One write covers
// the old content, padded with spaces if data is shorter, and only then the
// file is cut, so that it is whole between any two system calls. If the disk is
// full, the old content is put back.
func (f *File) overwrite(target string, data []byte) error {
	file, err := openInPlace(target)
	if err != nil {
		return err
	}
	old, err := io.ReadAll(io.LimitReader(file, f.max))
	if err == nil {
		_, err = file.WriteAt(padded(data, len(old)), 0)
		if err != nil {
			_, undo := file.WriteAt(old, 0)
			err = errors.Join(err, undo, file.Truncate(int64(len(old))))
		}
	}
	if err == nil {
		_ = f.truncate(file, int64(len(data))) // the spaces do no harm
	}
	if err == nil {
		err = file.Sync()
	}
	// A mount may belong to somebody else, who set its mode.
	_ = file.Chmod(fileMode)
	return errors.Join(err, file.Close())
}

func openInPlace(target string) (file *os.File, err error) {
	err = regular.Retry(func() error {
		file, err = os.OpenFile(target, os.O_RDWR|regular.Flags, 0)
		return err
	})
	return file, err
}

// padded returns data with spaces behind it, so that it has at least length
// bytes.
func padded(data []byte, length int) []byte {
	if len(data) >= length {
		return data
	}
	return append(bytes.Clone(data), bytes.Repeat([]byte(" "), length-len(data))...)
}
