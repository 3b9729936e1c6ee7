//go:build !linux

package source

import "io/fs"

// openSearchable refuses a directory that may be searched but not read: without
// openat2(2) nothing could keep the search inside of it.
func openSearchable(path string) (directory, error) {
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
}
