//go:build !unix

package seed

import "io/fs"

func (d *Directory) owner(string, fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

func isMount(error) bool { return false }

const nonblock = 0
