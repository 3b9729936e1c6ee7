//go:build unix

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// Columns returns the width of the terminal that a stream is connected to. It is
// 0 if the stream is no terminal, and 80 if the terminal doesn't know its width.
func Columns(stream any) int {
	file, ok := stream.(*os.File)
	if !ok {
		return 0
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	switch {
	case err != nil:
		return 0
	case size.Col == 0:
		return 80
	}
	return int(size.Col)
}
