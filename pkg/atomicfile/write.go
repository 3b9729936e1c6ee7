package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file by one that holds data. When it returns, the new
// file is on the disk.
func (l *Lock) Write(data []byte) error {
	draft, err := l.Prepare(0)
	if err != nil {
		return err
	}
	defer draft.Discard()
	return draft.Commit(data, nil)
}

// Remove removes the file and says whether there was one. Of a link, what it
// leads to is removed and the link stays, so that the next file is written to
// the same place. A file that can't be removed because it is a mount is
// [ErrMounted].
func (l *Lock) Remove() (bool, error) { return l.file.Remove() }

// Remove is [Lock.Remove] without the lock, for when its holder does not give
// it back.
func (f *File) Remove() (bool, error) {
	target, err := f.target()
	if err != nil {
		return false, fmt.Errorf("removing %s: %w", f.path, err)
	}
	if target != f.path {
		info, err := os.Lstat(target)
		if err == nil && !info.Mode().IsRegular() {
			target = f.path // a device, say: then it is the link that goes
		}
	}
	err = os.Remove(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if isMount(err) {
		return false, fmt.Errorf("removing %s: %w", f.path, ErrMounted)
	}
	if err != nil {
		return false, fmt.Errorf("removing %s: %w", f.path, reason(err))
	}
	syncDirectory(filepath.Dir(target))
	return true, nil
}

// ErrMounted says that a file can't be removed because it is a mount.
var ErrMounted = errors.New("it is a mount of its own")

// A Draft is a temporary file that waits to take the place of the file. It
// exists so that a full disk or a directory that can't be written shows before
// something is done that can't be undone.
type Draft struct {
	file   *File
	temp   *os.File // nil after Commit or Discard
	target string
}

// Prepare creates a draft with space for room bytes, which are on the disk
// when it returns. The lock must be held until Commit or Discard.
func (l *Lock) Prepare(room int) (*Draft, error) {
	d, err := l.prepare(room)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", l.file.path, reason(err))
	}
	return d, nil
}

func (l *Lock) prepare(room int) (*Draft, error) {
	target, err := l.file.writable()
	if err != nil {
		return nil, err
	}
	dir, base := filepath.Split(target)
	temp, err := os.CreateTemp(dir, temporaryPattern(base)) // O_EXCL
	if err != nil {
		return nil, err
	}
	d := &Draft{file: l.file, temp: temp, target: target}
	err = temp.Chmod(fileMode)
	if err == nil && room > 0 {
		// Zeros that are written, not a size that is set: that would be a hole
		// without blocks on the disk.
		if _, err = temp.Write(make([]byte, room)); err == nil {
			err = temp.Sync()
		}
	}
	if err != nil {
		d.Discard()
		return nil, err
	}
	return d, nil
}

// Commit replaces the file by one that holds data, unless check, called at the
// last moment, returns an error: that is then what Commit returns, wrapped,
// and nothing has changed. check may be nil.
func (d *Draft) Commit(data []byte, check func() error) error {
	defer d.Discard()
	if err := d.fill(data); err != nil {
		return fmt.Errorf("writing %s: %w", d.file.path, reason(err))
	}
	if check != nil {
		if err := check(); err != nil {
			return fmt.Errorf("writing %s: %w", d.file.path, err)
		}
	}
	err := d.file.rename(d.temp.Name(), d.target)
	if isMount(err) {
		err = overwrite(d.target, data)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", d.file.path, reason(err))
	}
	// The new file is in place, so a file system that can't sync a directory
	// is no reason to say that writing failed.
	syncDirectory(filepath.Dir(d.target))
	return nil
}

// fill makes data the content of the temporary file, on the disk. It is closed
// after that: Windows does not rename open files.
func (d *Draft) fill(data []byte) error {
	if d.temp == nil {
		return errors.New("the draft has been used")
	}
	_, err := d.temp.WriteAt(data, 0)
	if err == nil {
		err = d.temp.Truncate(int64(len(data)))
	}
	if err == nil {
		err = d.temp.Sync()
	}
	return errors.Join(err, d.temp.Close())
}

// Discard removes the draft. After Commit it does nothing.
func (d *Draft) Discard() {
	if d.temp == nil {
		return
	}
	_ = d.temp.Close()
	_ = os.Remove(d.temp.Name()) // gone if it was renamed
	d.temp = nil
}

// overwrite writes into the file that is there, for one that is a mount of its
// own (a single file shared with a container) and can't be replaced. The file
// is cut to its new length last, so that it is never empty; a reader may still
// see half of it, and tries again.
func overwrite(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|nonBlocking, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(data, 0)
	if err == nil {
		err = file.Truncate(int64(len(data)))
	}
	if err == nil {
		err = file.Sync()
	}
	// A mount may belong to somebody else, who set its mode.
	_ = file.Chmod(fileMode)
	return errors.Join(err, file.Close())
}
