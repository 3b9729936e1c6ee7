//go:build unix

package seed

import (
	"io/fs"
	"os"
	"os/exec"
	"path"
	"syscall"
)

// adopt gives what we have made the owner of the file that it replaces, or else
// of the directory that it is in. Only root can, and a box's files are often
// written by root for somebody else.
func (d *Directory) adopt(name string, old fs.FileInfo) error {
	if os.Geteuid() != 0 {
		return nil
	}
	if old == nil {
		var err error
		if old, err = d.root.Stat(path.Dir(name)); err != nil {
			return err
		}
	}
	owner, ok := old.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 && owner.Gid == 0 {
		return nil
	}
	return d.root.Lchown(name, int(owner.Uid), int(owner.Gid))
}

// nonblock keeps the opening of a FIFO from waiting for its other end.
const nonblock = syscall.O_NONBLOCK

// alone puts a program into a process group of its own, which is killed as a whole.
func alone(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
