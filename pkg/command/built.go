//go:build !stamped

package command

import (
	"runtime/debug"
	"strings"
)

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
