//go:build unix

package terminal

import (
	"os"

	"golang.org/x/term"
)

// Columns is the number of characters in a line of the terminal that a stream
// is. It is 0 for what is no terminal, and 80 for one that doesn't know.
func Columns(stream any) int {
	file, ok := stream.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	switch {
	case err != nil:
		return 0
	case columns <= 0:
		return 80
	}
	return columns
}
