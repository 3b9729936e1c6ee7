//go:build !unix

package seed

import (
	"io/fs"
	"os"

	"amika.dev/pkg/regular"
)

func (d *Directory) owner(string, fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

// isMount reports whether another program has the file open, so that it can't be
// replaced any more than a mount.
func isMount(err error) bool { return regular.IsShared(err) }

func makePrivate(f *os.File) error { return f.Chmod(0o600) }

// private is the mode that any file is said to have, whoever can read it.
const private fs.FileMode = 0o666
