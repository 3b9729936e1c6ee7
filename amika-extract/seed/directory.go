package seed

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"amika.dev/amika-extract/beneath"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/regular"
	"amika.dev/pkg/terminal"
)

// A Directory is the home directory of a box, as this machine sees it.
type Directory struct {
	path  string
	home  string // that is read
	root  *beneath.Dir
	swept map[string]bool // directories without temporary files of earlier runs
}

const (
	errIsHome     failure = "it is the home directory that is read"
	errIsSource   failure = "it is the file that is read"
	errLeadsOut   failure = "it is a link that leads out of the directory"
	errNotRegular failure = "it is not a regular file"
	errManyLinks  failure = "too many links"
	errTooLarge   failure = "what is there is larger than 256 MiB"
)

// maxOld limits a file that something is added to, in bytes.
const maxOld = 256 << 20

// A failure is an error that is always the same.
type failure string

func (f failure) Error() string { return string(f) }

// OpenDirectory opens the directory at a path. It must be there, and must not be
// home, the directory that is read.
func OpenDirectory(path, home string) (*Directory, error) {
	d := &Directory{path: path, home: home}
	return d, d.open()
}

// open opens the directory, or whatever has taken its place meanwhile.
func (d *Directory) open() error {
	info, err := os.Stat(d.path)
	if err != nil {
		return reason(err)
	}
	if own, err := os.Stat(d.home); err == nil && os.SameFile(info, own) {
		return errIsHome
	}
	root, err := beneath.Open(d.path)
	if err != nil {
		return reason(err)
	}
	if d.root != nil {
		_ = d.root.Close()
	}
	d.root, d.swept = root, make(map[string]bool)
	return nil
}

// Write writes the files of a bundle. Each is replaced in one step, so that at any
// moment there is an old or a new one, whole. What is there already is not
// written again. That one can't be written keeps no other from it.
func (d *Directory) Write(b *Bundle) error {
	if err := b.check(nil); err != nil {
		return err
	}
	if err := d.open(); err != nil {
		return fmt.Errorf("writing into %s: %w", terminal.EscapePath(d.path), err)
	}
	var errs []error
	for _, f := range b.Files {
		if err := d.write(f); err != nil {
			err = hint.Wrap(reason(err), advice(err))
			errs = append(errs, fmt.Errorf("writing %s: %w", terminal.EscapePath(filepath.Join(d.path, f.Path)), err))
		}
	}
	return errors.Join(errs...)
}

// advice returns what helps if a file can't be written, or "".
func advice(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "see that you may write there, or name another directory with --into"
	case errors.Is(err, syscall.ENOSPC):
		return "free some space there"
	}
	return ""
}

func (d *Directory) write(f *File) error {
	for _, dir := range above(f.Path) {
		if err := d.mkdir(dir); err != nil {
			return err
		}
	}
	name, info, err := d.resolve(filepath.FromSlash(f.Path))
	if err != nil {
		return err
	}
	if info == nil {
		return d.replace(name, nil, f.Data)
	}
	if from, err := os.Stat(f.From); err == nil && os.SameFile(info, from) {
		return errIsSource
	}
	old, text, err := d.mixed(name, f)
	if err != nil {
		return err
	}
	if old == text && (f.Kind != Leased || info.Mode().Perm() == private) {
		return nil
	}
	return d.replace(name, info, text)
}

// mixed returns the text of the file that is there, and what takes its place. An agent
// may just be writing it: one that is torn is read again for half a second.
func (d *Directory) mixed(name string, f *File) (old, text string, err error) {
	for try := range 6 {
		if try > 0 {
			time.Sleep(100 * time.Millisecond)
		}
		if old, err = d.read(name); err != nil || f.Kind == Leased {
			return old, f.Data, err
		}
		if text, err = merge(old, f); err == nil {
			return old, text, nil
		}
	}
	return "", "", hint.Wrap(err, "mend the file, or remove it if the box can do without")
}

// read returns the text of a file.
func (d *Directory) read(name string) (string, error) {
	f, err := d.root.OpenFile(name, os.O_RDONLY|regular.Flags, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxOld+1))
	if len(text) > maxOld {
		err = errTooLarge
	}
	return string(text), err
}

// mkdir makes a directory, if it isn't there, that its owner alone can use.
func (d *Directory) mkdir(dir string) error {
	err := d.root.Mkdir(dir)
	if errors.Is(err, fs.ErrExist) {
		_, err = d.root.StatDir(dir) // a link must not lead out
		return err
	}
	if err != nil {
		return err
	}
	if uid, gid, ok := d.owner(dir, nil); ok {
		return d.root.Lchown(dir, uid, gid)
	}
	return nil
}

// resolve follows the links that a file, and the directories that it is in, may be. It
// returns a name without links, and what is there, if anything is.
func (d *Directory) resolve(name string) (at string, info fs.FileInfo, err error) {
	separator := string(filepath.Separator)
	links := 0
	for rest := name; rest != ""; {
		first := ""
		switch first, rest, _ = strings.Cut(rest, separator); {
		case first == "" || first == ".":
			continue
		case first == ".." && at == "":
			return "", nil, errLeadsOut
		case first == "..":
			at, info = strings.TrimPrefix(filepath.Dir(at), "."), nil
			continue
		}
		next := filepath.Join(at, first)
		info, err = d.root.Lstat(next)
		switch {
		case errors.Is(err, fs.ErrNotExist) && rest == "":
			return next, nil, nil
		case err != nil:
			return "", nil, err
		case info.Mode()&fs.ModeSymlink == 0:
			at = next
			continue
		}
		target, err := d.root.Readlink(next)
		switch links++; {
		case err != nil:
			return "", nil, err
		case filepath.IsAbs(target) || filepath.VolumeName(target) != "":
			return "", nil, errLeadsOut
		case links > 40:
			return "", nil, errManyLinks
		}
		if rest != "" {
			rest = separator + rest
		}
		rest = filepath.FromSlash(target) + rest
	}
	if info == nil || !info.Mode().IsRegular() {
		return "", nil, errNotRegular
	}
	return at, info, nil
}

// reason returns what the system said first, without what package os adds.
func reason(err error) error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		err = many.Unwrap()[0]
	}
	if beneath.LeadsOut(err) && hint.Reason(err).Error() == "path escapes from parent" { // as package os calls it
		return errLeadsOut
	}
	return hint.Reason(err)
}
