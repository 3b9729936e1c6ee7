package command

import (
	"cmp"
	"fmt"
	"runtime"
)

// version and revision are stamped by the linker (see the Makefile).
var version, revision string

// Version is the line that --version prints:
// NAME VERSION (REVISION, GOOS/GOARCH, goX.Y).
func Version(name string) string {
	return fmt.Sprintf("%s %s (%s, %s/%s, %s)",
		name, cmp.Or(version, "0.0.0-dev"), cmp.Or(revision, "unknown"), runtime.GOOS, runtime.GOARCH, runtime.Version())
}
