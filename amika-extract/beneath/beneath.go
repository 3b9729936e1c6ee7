// Package beneath reaches what is below a directory, and nothing else: paths and
// links that lead out of it are refused, even while somebody swaps files and links in
// there. It is [os.Root], of which a program gets no more than it needs.
//
// It serves the programs of this repository and is no API.
package beneath

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Open opens a directory. On Linux that works even if it may be searched but not
// read.
func Open(path string) (*Dir, error) {
	root, err := os.OpenRoot(path)
	switch {
	case err == nil:
		return newDir(root), nil
	case errors.Is(err, fs.ErrPermission):
		return openSearchable(path)
	}
	return nil, err
}

// LeadsOut reports whether an error says that a path leads out of the directory: it is
// the only one without an error of the system in it.
func LeadsOut(err error) bool {
	_, isSystems := errors.AsType[syscall.Errno](err)
	return err != nil && !isSystems && !errors.Is(err, fs.ErrNotExist)
}
