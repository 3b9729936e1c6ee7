//go:build !linux

package beneath

import (
	"io/fs"
	"os"
	"path/filepath"
)

// A Dir is an open directory. Paths are relative to it.
type Dir struct{ *os.Root }

func newDir(root *os.Root) *Dir { return &Dir{root} }

// StatDir returns what [os.Root.Stat] does for a directory.
func (d *Dir) StatDir(path string) (fs.FileInfo, error) { return d.Root.Stat(path) }

// Mkdir makes a directory that its owner alone can use.
func (d *Dir) Mkdir(path string) error { return d.Root.Mkdir(path, 0o700) }

// Replace gives the name of a path to a file in the same directory, called temporary,
// and removes the file that had it.
func (d *Dir) Replace(temporary, path string) error {
	return d.Rename(filepath.Join(filepath.Dir(path), filepath.Base(temporary)), path)
}

// openSearchable refuses a directory that may be searched but not read: without
// openat2(2) nothing could keep a path inside of it.
func openSearchable(path string) (*Dir, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
}
