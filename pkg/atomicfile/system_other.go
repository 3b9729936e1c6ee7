//go:build !unix

package atomicfile

import (
	"io/fs"
	"os"

	"amika.dev/pkg/regular"
)

// Windows has no modes and no owners that a number tells, no FIFOs among files,
// and no directories that can be synced. Who can read a file depends on the
// directory that it is in.

const pinnedText = "another program has it open"

// A locked draft could not be written, and an open one can't be removed anyway.
const guardsDrafts = false

func exposed(fs.FileMode) bool { return false }

func isPinned(err error) bool { return regular.IsShared(err) }

func isFileOnTheWay(error) bool { return false }

// IsTransient reports whether an error tells of the state of the machine rather
// than of the file: another program that keeps us from the file.
func IsTransient(err error) bool { return regular.IsShared(err) }

func hasNoLocks(error) bool { return false }

// HasNoModes returns false: there are no modes that could not be changed.
func HasNoModes(error) bool { return false }

// Owner returns false: an owner is not a number.
func Owner(fs.FileInfo) (id int, ok bool) { return 0, false }

func giveFile(*os.File, fs.FileInfo) {}

func giveDirectory(string, fs.FileInfo) {}

func syncDirectory(string) {}
