//go:build !linux

package source

import "io"

// mayHang returns false: this system doesn't tell which file systems may hang.
func mayHang(string) bool { return false }

func openAside(path string, root *Root) (io.ReadCloser, error) { return root.open(path) }

// Serve does nothing, see [Aside].
func Serve(io.Writer, []string) error { return nil }
