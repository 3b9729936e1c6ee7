package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"amika.dev/amika-extract/beneath"
	"amika.dev/pkg/regular"
)

const (
	errNotRegular constError = "it is not a regular file"
	errOutside    constError = "it is a link to a file outside the given home directory"
	errSwapped    constError = "something else takes its place all the time"
)

// A Root is a directory that is opened once. All files below it, by whatever path,
// are reached from the open directory and without leaving it, even while somebody
// swaps files and links in there. A nil Root confines nothing.
type Root struct {
	given string       // as the caller names it, absolute
	path  string       // without links
	info  fs.FileInfo  // of the directory
	dir   *beneath.Dir // nil if opening it may hang
}

// OpenRoot opens the directory at an absolute path.
func OpenRoot(path string) (*Root, error) {
	if look(path) == mayHang {
		return &Root{given: filepath.Clean(path)}, nil
	}
	return openRoot(path)
}

func openRoot(path string) (*Root, error) {
	r := &Root{given: filepath.Clean(path)}
	var err error
	if r.path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, err
	}
	if r.info, err = os.Stat(r.path); err != nil {
		return nil, err
	}
	if !r.info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("it is not a directory")}
	}
	if r.dir, err = beneath.Open(r.path); err != nil {
		return nil, err
	}
	return r, nil
}

// Close closes the directory.
func (r *Root) Close() error {
	if r.dir == nil {
		return nil
	}
	return r.dir.Close()
}

// open opens a regular file at an absolute path. If it is below the directory or
// any part of the path is, it must not be outside.
func (r *Root) open(path string) (f io.ReadCloser, err error) {
	if r == nil {
		return openRegular(path)
	}
	for range 50 { // where there is no openat2, every second try may meet a swap
		if f, err = r.openOnce(path); err != errSwapped {
			break
		}
	}
	return f, err
}

func (r *Root) openOnce(path string) (io.ReadCloser, error) {
	w := r.walk(path)
	for w.err == nil && len(w.rest) > 0 {
		w.step()
	}
	switch {
	case w.err != nil:
		return nil, w.err
	case !w.inside && w.entered:
		return nil, errOutside
	case !w.inside:
		return openRegular(w.at)
	}
	info, err := r.dir.Lstat(w.at)
	if err != nil {
		return nil, notBelow(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	f, err := r.dir.OpenFile(w.at, os.O_RDONLY|regular.Flags, 0)
	if err != nil {
		return nil, notBelow(err)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errNotRegular
	}
	return f, nil
}

// notBelow replaces the error of a path that leads out of the directory, or that is no
// longer what a walk has just seen: directories, or a link at its end.
func notBelow(err error) error {
	if beneath.LeadsOut(err) {
		return errOutside
	}
	switch errno, _ := errors.AsType[syscall.Errno](err); errno {
	case syscall.ENOTDIR, syscall.EINVAL, syscall.ELOOP:
		return errSwapped
	}
	return err
}

// A walk follows a path step by step. Links are resolved here, since the directory
// refuses absolute ones, and since links that are outside of it may lead in.
type walk struct {
	root    *Root
	inside  bool     // at is below the directory, and relative to it
	entered bool     // it was inside before
	at      string   // without links
	rest    []string // names that are still to be followed
	links   int
	err     error
}

// maxLinks is the number of links that a path may have, as on Linux.
const maxLinks = 40

func (r *Root) walk(path string) *walk {
	for _, dir := range []string{r.given, r.path} {
		if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
			return &walk{root: r, inside: true, entered: true, at: ".", rest: names(rel)}
		}
	}
	w := &walk{root: r}
	w.follow(path)
	return w
}

// follow puts a path before the names that are still to be followed.
func (w *walk) follow(path string) {
	if filepath.IsAbs(path) {
		volume := filepath.VolumeName(path)
		w.inside, w.at = false, volume+string(filepath.Separator)
		path = path[len(volume):]
	}
	w.rest = append(names(path), w.rest...)
}

func names(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
}

// step follows one name.
func (w *walk) step() {
	name := w.rest[0]
	w.rest = w.rest[1:]
	next := filepath.Join(w.at, name)
	if name == ".." && w.inside && w.at == "." {
		w.err = errOutside
		return
	}
	info, err := w.lstat(next)
	switch {
	case err != nil:
		w.err = err
	case info.Mode()&fs.ModeSymlink != 0:
		if w.links++; w.links > maxLinks {
			w.err = syscall.ELOOP
			return
		}
		target, err := w.readlink(next)
		if w.err = err; err == nil {
			w.follow(target)
		}
	case !w.inside && os.SameFile(info, w.root.info):
		w.inside, w.entered, w.at = true, true, "."
	case len(w.rest) > 0 && !info.IsDir():
		w.err = syscall.ENOTDIR
	default:
		w.at = next
	}
}

func (w *walk) lstat(path string) (fs.FileInfo, error) {
	if !w.inside {
		return os.Lstat(path)
	}
	info, err := w.root.dir.Lstat(path)
	if err != nil {
		err = notBelow(err)
	}
	return info, err
}

func (w *walk) readlink(path string) (string, error) {
	if !w.inside {
		return os.Readlink(path)
	}
	target, err := w.root.dir.Readlink(path)
	if err != nil {
		err = notBelow(err)
	}
	return target, err
}

// openRegular opens a regular file, links followed, and nothing else.
func openRegular(path string) (io.ReadCloser, error) {
	f, err := regular.Open(path)
	switch err {
	case nil:
		return f, nil
	case regular.ErrNotRegular:
		return nil, errNotRegular
	}
	return nil, err
}
