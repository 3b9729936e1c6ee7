package command

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
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

// buildVersion returns what the go command recorded: the version of the main
// module and the first 12 digits of the commit, each "" if it is not known.
func buildVersion() (version, commit string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	if info.Main.Version != "(devel)" {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			commit = setting.Value[:min(12, len(setting.Value))]
		}
	}
	return version, commit
}
