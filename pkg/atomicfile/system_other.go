//go:build !unix

package atomicfile

import "io/fs"

// Windows has no modes, no FIFOs among files, and no directories that can be
// synced; who can read a file is up to the directory that it is in.

const nonBlocking = 0

func exposed(fs.FileMode) bool { return false }

func isMount(error) bool { return false }

func syncDirectory(string) {}
