package seed

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"amika.dev/pkg/regular"
)

// temporaryPrefix is what the names of temporary files begin with.
const temporaryPrefix = ".amika-extract-seed."

// replace replaces the file of that name by one with the given text. info is that of
// the old one, or nil.
func (d *Directory) replace(name string, info fs.FileInfo, text string) (err error) {
	dir := filepath.Dir(name)
	d.sweep(dir)
	temporary := filepath.Join(dir, temporaryPrefix+strconv.FormatInt(time.Now().UnixNano(), 36))
	f, link, err := d.create(temporary)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, makePrivate(f), f.Sync()); err == nil {
		err = link()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = d.put(temporary, name, info, text)
	}
	if err != nil {
		_ = d.root.Remove(temporary)
		return err
	}
	d.sync(dir)
	return nil
}

// put gives a temporary file, which holds the text, the name that it is for.
func (d *Directory) put(temporary, name string, info fs.FileInfo, text string) error {
	if uid, gid, ok := d.owner(name, info); ok {
		if err := d.root.Lchown(temporary, uid, gid); err != nil {
			return err
		}
	}
	err := regular.Retry(func() error { return d.root.Replace(temporary, name) })
	if !isMount(err) {
		return err
	}
	return errors.Join(d.inPlace(name, info, text), d.root.Remove(temporary))
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

// inPlace writes a text into a file that can't be replaced, since it is a mount: at
// once, as long as the old one, and cut then.
func (d *Directory) inPlace(name string, info fs.FileInfo, text string) error {
	f, err := d.root.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_ = makePrivate(f) // it may be somebody else's
	padding := 0
	if info != nil {
		padding = max(0, int(info.Size())-len(text))
	}
	_, err = f.WriteString(text + strings.Repeat(" ", padding))
	if err == nil {
		err = f.Truncate(int64(len(text)))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// sweep removes the temporary files that a run left in dir when it was killed.
func (d *Directory) sweep(dir string) {
	if d.swept[dir] {
		return
	}
	d.swept[dir] = true
	f, err := d.root.OpenFile(dir, os.O_RDONLY, 0)
	if err != nil {
		return
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	for _, name := range names {
		if strings.HasPrefix(name, temporaryPrefix) {
			_ = d.root.Remove(filepath.Join(dir, name))
		}
	}
}

// sync makes what was done in a directory outlive a power cut. Not all systems
// can.
func (d *Directory) sync(dir string) {
	if f, err := d.root.OpenFile(dir, os.O_RDONLY, 0); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
