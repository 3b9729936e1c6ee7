package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// allocate reserves disk space for a file of size bytes, without changing the
// file. It does nothing on a file system that can't do that.
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
