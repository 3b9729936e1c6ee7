package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	errNotRegular failure = "it is not a regular file"
	errOutside    failure = "it is a link to a file outside the given home directory"
)

// open opens a regular file, links followed. If within is not empty, it is a
// directory, and a path below it must not lead out of it.
func open(path, within string) (io.ReadCloser, error) {
	if within != "" {
		if rel, err := filepath.Rel(within, path); err == nil && filepath.IsLocal(rel) {
			return openWithin(path, within)
		}
	}
	return openRegular(path)
}

// openWithin opens a file below a directory. [os.Root] refuses all that leads
// out, but absolute links that stay inside as well; these are resolved first.
func openWithin(path, within string) (io.ReadCloser, error) {
	base, err := filepath.EvalSymlinks(within)
	if err != nil {
		return nil, err
	}
	path, err = filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(base, path)
	if err != nil || !filepath.IsLocal(rel) {
		return nil, errOutside
	}
	root, err := os.OpenRoot(base)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(rel)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	f, err := root.OpenFile(rel, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errNotRegular
	}
	return f, nil
}

// isMissing reports whether a file is not there, which is no error. A path
// through something that is no directory leads nowhere either.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
