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
// directory, and a path below it, however that is spelt, must not lead out.
func open(path, within string) (io.ReadCloser, error) {
	if within == "" {
		return openRegular(path)
	}
	base, err := resolve(within)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{within, base} {
		if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
			return openWithin(path, base)
		}
	}
	return openRegular(path)
}

// openWithin opens a file below base, a path without links. [os.Root] refuses
// all that leads out, but absolute links that stay inside as well; these are
// resolved first.
func openWithin(path, base string) (io.ReadCloser, error) {
	path, err := resolve(path)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(base, path)
	if err != nil || !filepath.IsLocal(rel) {
		return nil, errOutside
	}
	root, err := os.OpenRoot(base)
	if errors.Is(err, fs.ErrPermission) {
		return openRegular(path) // a directory that may be searched but not read
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	// What is opened is what decides. This look keeps FIFOs and devices from
	// being opened at all; one by way of the root would be no safer.
	info, err := os.Lstat(path)
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

// resolve resolves all links in a path.
func resolve(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", err // in the system's own words, links in a circle included
	}
	return filepath.EvalSymlinks(path)
}

// isMissing reports whether a file is not there, which is no error. A path
// through something that is no directory leads nowhere either.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
