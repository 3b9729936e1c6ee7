package atomicfile

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"amika.dev/pkg/regular"
)

// A Draft is a temporary file that is going to replace the file. It exists so
// that a full disk or a directory that can't be written is noticed before
// something is done that can't be undone.
type Draft struct {
	file   *File
	temp   *os.File     // nil after Commit or Discard
	guard  *flock.Flock // nil if the file system has no locks
	target string
}

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

// Prepare creates a draft with space for room bytes, which are on the disk
// when it returns. The lock must be held until Commit or Discard. If the lock
// file was removed, Prepare takes the lock anew: what the file held before may
// have been replaced by another process.
func (l *Lock) Prepare(room int) (*Draft, error) {
	for {
		d, err := l.prepare()
		if err != nil {
			return nil, l.file.failed("writing", err)
		}
		// From here on the draft keeps others off, whatever becomes of the lock
		// file. Was it still there by then?
		if d != nil && l.isCurrent() {
			if err := d.reserve(room); err != nil {
				d.Discard()
				return nil, l.file.failed("writing", err)
			}
			return d, nil
		}
		if d != nil {
			d.Discard()
		}
		l.Unlock()
		if err := l.acquire(); err != nil {
			return nil, l.file.failed("locking", err)
		}
	}
}

// prepare creates the draft. It returns nil if another process has taken it for
// a stale one, as happens when the lock file was removed.
func (l *Lock) prepare() (*Draft, error) {
	target, old, err := l.file.writable()
	if err != nil {
		return nil, err
	}
	dir, base := filepath.Split(target)
	temp, err := os.CreateTemp(dir, temporaryPattern(base)) // O_EXCL
	if err != nil {
		return nil, err
	}
	d := &Draft{file: l.file, temp: temp, target: target}
	if err := l.file.settle(temp, old); err != nil {
		d.Discard()
		return nil, err
	}
	guard, ok := guardDraft(temp.Name())
	if !ok {
		d.Discard()
		return nil, nil
	}
	d.guard = guard
	return d, nil
}

// reserve writes zeros, since a size that is set makes a hole without blocks
// on the disk.
func (d *Draft) reserve(room int) error {
	if room == 0 {
		return nil
	}
	if _, err := d.temp.Write(make([]byte, room)); err != nil {
		return err
	}
	return d.temp.Sync()
}

// Commit replaces the file by one that holds data, unless check, which is
// called at the last moment and may be nil, returns an error: Commit returns
// that, wrapped, and nothing has changed.
//
// A file that can't be replaced because it is a mount, or because another
// program has it open on Windows, is written in place. It may then end in
// spaces if the process is killed.
func (d *Draft) Commit(data []byte, check func() error) error {
	defer d.Discard()
	if err := d.fill(data); err != nil {
		return d.file.failed("writing", err)
	}
	if check != nil {
		if err := check(); err != nil {
			return &fileError{"writing", d.file.path, err}
		}
	}
	err := regular.Retry(func() error { return d.file.rename(d.temp.Name(), d.target) })
	if isPinned(err) {
		err = d.file.overwrite(d.target, data)
	}
	if err != nil {
		return d.file.failed("writing", err)
	}
	// The new file is in place, so a file system that can't sync a directory
	// is no reason to report a failure.
	syncDirectory(filepath.Dir(d.target))
	return nil
}

// fill makes data the content of the temporary file, on the disk, and closes
// it: Windows does not rename open files.
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
	if d.guard != nil {
		_ = d.guard.Unlock()
	}
}
