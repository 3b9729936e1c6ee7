package command

import (
	"cmp"
	"fmt"
	"runtime"
	"strings"
)

// version and revision are set by the linker (see the Makefile).
var version, revision string

// VersionLine returns the line that --version prints for a program:
// NAME VERSION (REVISION, GOOS/GOARCH, goX.Y). The version is root's, or else
// the one that the linker or the go command recorded in the program.
func VersionLine(root *Command) string {
	built, commit := buildVersion()
	release, _, _ := strings.Cut(runtime.Version(), "-X:") // what follows are experiments
	return fmt.Sprintf("%s %s (%s, %s/%s, %s)", root.Name,
		cmp.Or(root.Version, version, built, "0.0.0-dev"), cmp.Or(revision, commit, "unknown"), runtime.GOOS, runtime.GOARCH, release)
}
