package source

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// resolveCached fails with EAGAIN unless the kernel has all in its memory
// (RESOLVE_CACHED of linux/openat2.h, since Linux 5.12).
const resolveCached = 0x20

// look examines a file without waiting for a file system that another program or
// machine serves: one that never answers would keep this process even from ending. The
// kernel has the answer in its memory for all files of a typical home.
//
// https://man7.org/linux/man-pages/man2/openat2.2.html
func look(path string) prospect {
	switch status, err := glance(path); {
	case isNotThere(err):
		return notThere
	case err == nil && status.Dev_major != 0:
		return answers // a disk
	}
	served.once.Do(served.read)
	if served.cover(path) {
		return mayHang
	}
	return answers
}

// glance returns the status of a file if the kernel has it in its memory, and
// otherwise any error.
func glance(path string) (status unix.Statx_t, err error) {
	fd, err := openCached(path, unix.O_PATH)
	if err != nil {
		return status, err
	}
	defer unix.Close(fd)
	return status, unix.Statx(fd, "", unix.AT_EMPTY_PATH|unix.AT_STATX_DONT_SYNC, unix.STATX_TYPE|unix.STATX_INO, &status)
}

// openCached opens a file if the kernel has the whole way to it in its memory.
func openCached(path string, flags uint64) (fd int, err error) {
	return unix.Openat2(unix.AT_FDCWD, path, &unix.OpenHow{Flags: flags | unix.O_CLOEXEC, Resolve: resolveCached})
}

func isNotThere(err error) bool { return err == unix.ENOENT || err == unix.ENOTDIR }

// served are the mount points of this process below which a file system may hang.
var served mounts

// mounts are mount points, which are read when they are first needed.
type mounts struct {
	once   sync.Once
	points []string
}

// slow are the file systems that another program or machine serves. Those of
// programs are called "fuse", "fuseblk" or "fuse.NAME".
const slow = " fuse fuseblk nfs nfs4 cifs smb3 smbfs 9p ceph afs lustre gfs2 ocfs2 coda virtiofs vboxsf "

// read reads the mount points of this process (proc(5)): in each line the fifth
// field is a mount point, and the type of the file system follows " - ".
func (m *mounts) read() {
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return
	}
	for line := range bytes.Lines(data) {
		mount, fileSystem, _ := strings.Cut(string(line), " - ")
		fields, kind := strings.Fields(mount), strings.Fields(fileSystem)
		if len(fields) < 5 || len(kind) == 0 {
			continue
		}
		if strings.Contains(slow, " "+kind[0]+" ") || strings.HasPrefix(kind[0], "fuse.") {
			m.points = append(m.points, unescape(fields[4]))
		}
	}
}

// unescape undoes what the kernel escapes in a path.
func unescape(path string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(path)
}

// cover reports whether a path leads below one of the mount points. Links are
// followed as long as that asks none of these file systems.
func (m *mounts) cover(path string) bool {
	if len(m.points) == 0 {
		return false
	}
	at, rest := "/", names(path)
	for links := 0; len(rest) > 0 && links < maxLinks; {
		next := filepath.Join(at, rest[0])
		rest = rest[1:]
		for _, point := range m.points {
			if next == point {
				return true
			}
		}
		target, err := os.Readlink(next)
		switch {
		case err != nil:
			at = next
		case filepath.IsAbs(target):
			at = "/"
			fallthrough
		default:
			links++
			rest = append(names(target), rest...)
		}
	}
	return false
}
