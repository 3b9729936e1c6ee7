//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// nonBlocking makes opening a FIFO return at once.
const nonBlocking = syscall.O_NONBLOCK

// exposed reports whether anybody but the owner can do something with a file.
func exposed(mode fs.FileMode) bool { return mode.Perm()&0o077 != 0 }

// isMount reports whether a file could not be replaced or removed because it
// is a mount.
func isMount(err error) bool { return errors.Is(err, syscall.EBUSY) }

// syncDirectory makes a rename or a removal survive a power cut.
func syncDirectory(path string) {
	if dir, err := os.Open(path); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
