package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// allocate makes sure that a file can grow to size bytes. Its content and its
// size stay as they are. File systems that can't do that are taken as they are.
func allocate(file *os.File, size int64) error {
	const keepSize = 1 // FALLOC_FL_KEEP_SIZE, see fallocate(2)
	if size == 0 {
		return nil
	}
	err := syscall.Fallocate(int(file.Fd()), keepSize, 0, size)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return err
	}
	return nil
}
