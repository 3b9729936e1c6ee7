//go:build unix

package seed

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// owner returns who shall own what we make: the owner of the file that it replaces,
// or else of the directory that it is in. Only root can make somebody else the
// owner, and often writes a box's files for them.
func (d *Directory) owner(name string, old fs.FileInfo) (uid, gid int, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	if old == nil {
		old, _ = d.root.StatDir(filepath.Dir(name))
	}
	if old == nil {
		return 0, 0, false
	}
	owner, ok := old.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 && owner.Gid == 0 {
		return 0, 0, false
	}
	return int(owner.Uid), int(owner.Gid), true
}

// isMount reports whether a file could not be replaced because it is a mount.
func isMount(err error) bool { return errors.Is(err, syscall.EBUSY) }

// makePrivate undoes what the umask did to the mode of a file. Method Chmod does the
// same in four functions.
func makePrivate(f *os.File) error { return syscall.Fchmod(int(f.Fd()), uint32(private)) }

// private is the mode of a file that its owner alone can use.
const private fs.FileMode = 0o600
