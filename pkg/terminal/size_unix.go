//go:build unix

package terminal

import (
	"os"

	"golang.org/x/sys/unix"
)

// Columns is the number of characters in a line of the terminal that a stream
// is. It is 0 for what is no terminal, and 80 for one that doesn't know.
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
