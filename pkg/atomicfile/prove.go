package atomicfile

import (
	"bytes"
	"errors"
	"os"

	"amika.dev/pkg/regular"
)

// ErrChanged means that another program has changed the file meanwhile.
var ErrChanged = errors.New("another program has changed it meanwhile")

// Prove makes sure that Commit can replace the file, by replacing it with a copy
// of content, which it holds. A read-only mount of the file, an immutable file,
// another user's file in a sticky directory or a file system that can't rename
// over a file are noticed that way while nothing is lost. The error is
// [ErrChanged] if the file holds something else, and nothing has changed then.
//
// A file that will be written in place is opened instead, and where the system
// can do that, disk space is reserved for it.
func (d *Draft) Prove(content []byte) error {
	if err := d.prove(content); err != nil {
		return d.file.failed("writing", err)
	}
	d.proved, _ = os.Lstat(d.target)
	return nil
}

// Unchanged reports whether the file is still the one that Prove left, as far as
// that can be told without reading it.
func (d *Draft) Unchanged() bool {
	if d.proved == nil {
		return false
	}
	now, err := os.Lstat(d.target)
	return err == nil && os.SameFile(d.proved, now) && d.proved.Size() == now.Size() && d.proved.ModTime().Equal(now.ModTime())
}

func (d *Draft) prove(content []byte) error {
	old, err := os.Lstat(d.target)
	if err != nil {
		return err
	}
	temp, err := d.file.createTemp(d.target, old)
	if err != nil {
		return err
	}
	defer discard(temp)
	if err := fill(temp, content); err != nil {
		return err
	}
	if present, err := d.file.read(); err != nil {
		return err
	} else if !bytes.Equal(present.Data, content) {
		return ErrChanged
	}
	err = d.file.replace(temp, d.target)
	if isPinned(err) {
		return d.proveInPlace()
	}
	return err
}

func (d *Draft) proveInPlace() error {
	file, err := openInPlace(d.target)
	if err != nil {
		return err
	}
	return errors.Join(allocate(file, d.room), file.Close())
}

// replace renames a temporary file, which is closed, to target.
func (f *File) replace(temp *os.File, target string) error {
	return regular.Retry(func() error { return f.rename(temp.Name(), target) })
}
