package command

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and revision are stamped by the linker (see the Makefile).
var version, revision string

// Version is the line that --version prints:
// NAME VERSION (REVISION, GOOS/GOARCH, goX.Y).
func Version(name string) string {
	v, r := version, revision
	if info, ok := debug.ReadBuildInfo(); ok && v == "" {
		v = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				r = setting.Value
			}
		}
	}
	if v == "" {
		v = "(devel)"
	}
	if r == "" {
		r = "unknown"
	}
	return fmt.Sprintf("%s %s (%s, %s/%s, %s)", name, v, r, runtime.GOOS, runtime.GOARCH, runtime.Version())
}
