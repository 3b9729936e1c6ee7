package atomicfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// A Draft is a temporary file that is going to replace the file. It exists so
// that a full disk or a directory that can't be written is noticed before
// something is done that can't be undone.
type Draft struct {
	file   *File
	temp   *os.File     // nil after Commit or Discard
	guard  *flock.Flock // nil if the file system has no locks
	target string
	room   int64       // bytes that Commit may need
	proved fs.FileInfo // of the file after Prove has succeeded; else nil
}

// Write replaces the file by one that holds data. When it returns, the new
// file is on the disk. ctx is for taking the lock anew, see [Lock.Prepare].
func (l *Lock) Write(ctx context.Context, data []byte) error {
	draft, err := l.Prepare(ctx, 0)
	if err != nil {
		return err
	}
	defer draft.Discard()
	return draft.Commit(data, nil)
}

// Prepare creates a draft, and reserves disk space for room bytes more than the
// file has now, unless room is 0. The lock must be held until Commit or Discard. If the lock file was removed, Prepare takes
// the lock anew, as [File.Lock] does: another process may have replaced the file
// since that returned.
func (l *Lock) Prepare(ctx context.Context, room int) (*Draft, error) {
	for {
		d, err := l.prepare()
		if err != nil {
			return nil, l.file.failed("writing", err)
		}
		// From here on the draft keeps others off, whatever becomes of the lock
		// file. It must have been there until now.
		if d != nil && l.isCurrent() {
			if room == 0 {
				return d, nil
			}
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
		if err := l.acquire(ctx); err != nil {
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
	temp, err := l.file.createTemp(target, old)
	if err != nil {
		return nil, err
	}
	d := &Draft{file: l.file, temp: temp, target: target}
	if old != nil {
		d.room = min(old.Size(), l.file.max)
	}
	guard, ok := guardDraft(temp.Name())
	if !ok {
		d.Discard()
		return nil, nil
	}
	d.guard = guard
	return d, nil
}

// createTemp creates a temporary file beside target, with the owner of old, the
// target's present file, which may be nil.
func (f *File) createTemp(target string, old fs.FileInfo) (*os.File, error) {
	dir, base := filepath.Split(target)
	temp, err := os.CreateTemp(dir, temporaryPattern(base)) // O_EXCL
	if err != nil {
		return nil, err
	}
	if err := f.settle(temp, old); err != nil {
		discard(temp)
		return nil, err
	}
	return temp, nil
}

// discard closes and removes a temporary file, which is gone if it was renamed.
func discard(temp *os.File) {
	_ = temp.Close()
	_ = os.Remove(temp.Name())
}

// reserve writes zeros, since a size that is set makes a hole without blocks
// on the disk.
func (d *Draft) reserve(room int) error {
	d.room += int64(room)
	if _, err := d.temp.Write(make([]byte, d.room)); err != nil {
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
// spaces if the process is killed. After [Draft.Prove] there is something to
// lose, so a failure is not the end: Commit tries a new temporary file, and then
// to write in place.
func (d *Draft) Commit(data []byte, check func() error) error {
	if d.temp == nil {
		return d.file.failed("writing", errors.New("the draft has been used"))
	}
	defer d.Discard()
	var refused error
	checked := func() error {
		if check != nil {
			refused = check()
		}
		return refused
	}
	err := d.commit(d.temp, data, checked)
	if err != nil && refused == nil && d.proved != nil {
		err = d.commitAnew(data, checked)
	}
	switch {
	case refused != nil:
		return &fileError{"writing", d.file.path, refused}
	case err != nil:
		return d.file.failed("writing", err)
	}
	// The new file is in place, so a file system that can't sync a directory
	// is no reason to report a failure.
	syncDirectory(filepath.Dir(d.target))
	return nil
}

// commit replaces the file by temp, with data in it.
func (d *Draft) commit(temp *os.File, data []byte, check func() error) error {
	if err := fill(temp, data); err != nil {
		return err
	}
	if err := check(); err != nil {
		return err
	}
	err := d.file.replace(temp, d.target)
	if isPinned(err) {
		err = d.file.overwrite(d.target, data)
	}
	return err
}

// commitAnew does without the temporary file that was prepared: it may be what
// is wrong.
func (d *Draft) commitAnew(data []byte, check func() error) error {
	old, err := os.Lstat(d.target)
	if err != nil {
		return err
	}
	temp, err := d.file.createTemp(d.target, old)
	if err == nil {
		defer discard(temp)
		err = d.commit(temp, data, check)
	}
	if err == nil {
		return nil
	}
	if err := check(); err != nil {
		return err
	}
	if d.file.overwrite(d.target, data) == nil {
		return nil
	}
	return err
}

// fill makes data the content of a temporary file, on the disk, and closes it:
// Windows does not rename open files.
func fill(temp *os.File, data []byte) error {
	_, err := temp.WriteAt(data, 0)
	if err == nil {
		err = temp.Truncate(int64(len(data)))
	}
	if err == nil {
		err = temp.Sync()
	}
	return errors.Join(err, temp.Close())
}

// Discard removes the draft. After Commit it does nothing.
func (d *Draft) Discard() {
	if d.temp == nil {
		return
	}
	discard(d.temp)
	d.temp = nil
	if d.guard != nil {
		_ = d.guard.Unlock()
	}
}
