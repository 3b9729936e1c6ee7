package seed

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"amika.dev/pkg/regular"
)

// temporaryPrefix is what the names of temporary files begin with.
const temporaryPrefix = ".amika-extract-seed."

// replace replaces the file of that name by one with the given content. info is
// that of the old one, or nil. old is the old one, if it is open, and is closed
// once the content is read: on Windows an open file can't be replaced.
func (d *Directory) replace(name string, info fs.FileInfo, content io.Reader, old *os.File) (err error) {
	dir := path.Dir(name)
	d.sweep(dir)
	temporary := path.Join(dir, temporaryPrefix+strconv.FormatInt(time.Now().UnixNano(), 36))
	f, link, err := d.create(temporary)
	if err != nil {
		return err
	}
	defer f.Close()
	err = regular.Copy(f, content)
	err = errors.Join(err, f.Chmod(0o600))
	if uid, gid, ok := d.owner(name, info); ok {
		err = errors.Join(err, f.Chown(uid, gid))
	}
	if err = errors.Join(err, f.Sync()); err == nil {
		err = link()
	}
	_ = old.Close()
	if err = errors.Join(err, f.Close()); err == nil {
		err = regular.Retry(func() error { return d.root.Rename(temporary, name) })
		if isMount(err) {
			err = d.inPlace(name, info, temporary)
		}
	}
	if err != nil {
		_ = d.root.Remove(temporary)
		return err
	}
	d.sync(dir)
	return nil
}

// create creates a temporary file, to which link gives its name. Where the system
// can, it has none before that, so that a process which is killed leaves nothing
// behind.
func (d *Directory) create(temporary string) (f *os.File, link func() error, err error) {
	if f, link := d.createUnnamed(temporary); f != nil {
		return f, link, nil
	}
	f, err = d.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return f, func() error { return nil }, err
}

// inPlace writes what is in the temporary file into a file that can't be replaced,
// since it is a mount: at once, as long as the old one, and cut then.
func (d *Directory) inPlace(name string, info fs.FileInfo, temporary string) error {
	from, err := d.root.Open(temporary)
	if err != nil {
		return err
	}
	defer from.Close()
	text, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	length := int64(len(text))
	if info != nil && info.Size() > length {
		text = append(text, bytes.Repeat([]byte(" "), int(info.Size()-length))...)
	}
	_, err = f.WriteAt(text, 0)
	if err == nil {
		err = f.Truncate(length)
	}
	return errors.Join(err, f.Sync(), f.Close(), d.root.Remove(temporary))
}

// sweep removes the temporary files that a run left in dir when it was killed.
func (d *Directory) sweep(dir string) {
	if d.swept[dir] {
		return
	}
	d.swept[dir] = true
	f, err := d.root.Open(dir)
	if err != nil {
		return
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	for _, name := range names {
		if strings.HasPrefix(name, temporaryPrefix) {
			_ = d.root.Remove(path.Join(dir, name))
		}
	}
}

// sync makes what was done in a directory outlive a power cut. Not all systems
// can.
func (d *Directory) sync(dir string) {
	if f, err := d.root.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
