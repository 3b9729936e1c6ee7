//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

const pinnedText = "it is a mount of its own"

// guardsDrafts reports whether a lock on a draft keeps nobody from reading and
// writing it.
const guardsDrafts = true

// exposed reports whether anybody but the owner can do something with a file.
func exposed(mode fs.FileMode) bool { return mode.Perm()&0o077 != 0 }

// isPinned reports whether a file could not be replaced or removed because it
// is a mount.
func isPinned(err error) bool { return errors.Is(err, syscall.EBUSY) }

// isFileOnTheWay reports whether a path leads through something that is not a
// directory.
func isFileOnTheWay(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// IsTransient reports whether an error tells of the state of the machine rather
// than of the file: a disk that fails, or no memory or descriptors left.
func IsTransient(err error) bool {
	return isOneOf(err, syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ESTALE, syscall.ETIMEDOUT)
}

// hasNoLocks reports whether locking failed because the file system has no
// locks, as some NFS, FUSE and drvfs mounts.
func hasNoLocks(err error) bool {
	return isOneOf(err, syscall.ENOLCK, syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.ENOTSUP, syscall.EBADF)
}

// HasNoModes reports whether changing the mode of a file of our own failed
// because the file system has no modes, as FAT and drvfs.
func HasNoModes(err error) bool {
	return isOneOf(err, syscall.EPERM, syscall.ENOTSUP, syscall.EOPNOTSUPP, syscall.ENOSYS)
}

func isOneOf(err error, numbers ...syscall.Errno) bool {
	for _, number := range numbers {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}

// giveFile gives a file that we have just created to the owner of like, which
// may be nil. Only root can do that; a file of root's would lock the user out.
func giveFile(file *os.File, like fs.FileInfo) {
	if like == nil {
		return
	}
	if owner, ok := like.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Geteuid() {
		_ = file.Chown(int(owner.Uid), int(owner.Gid))
	}
}

// Owner returns the user ID of a file's owner, and false where there is none.
func Owner(info fs.FileInfo) (id int, ok bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(stat.Uid), true
}

// giveDirectory is giveFile for a directory. No link is followed: the user
// whose home it is in may be replacing it.
func giveDirectory(path string, like fs.FileInfo) {
	dir, err := os.OpenFile(path, syscall.O_DIRECTORY|syscall.O_NOFOLLOW, 0)
	if err == nil {
		giveFile(dir, like)
		_ = dir.Close()
	}
}

// syncDirectory makes a rename or a removal survive a power cut.
func syncDirectory(path string) {
	if dir, err := os.Open(path); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
