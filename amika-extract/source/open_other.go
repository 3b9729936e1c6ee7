//go:build !unix

package source

import (
	"io"
	"os"
)

const nonblock = 0

// openRegular opens a regular file. What is none is looked at and not opened.
func openRegular(path string) (io.ReadCloser, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return os.Open(path)
}
