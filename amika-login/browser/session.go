package browser

import (
	"path/filepath"
	"slices"
	"strings"
)

// graphical reports whether the user can see a browser that is started here.
func (b Browser) graphical() bool {
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if b.env(name) != "" {
			return false
		}
	}
	if b.inCI() {
		return false
	}
	switch b.GOOS {
	case "darwin", "windows":
		return true
	default:
		return b.wsl() || b.env("DISPLAY") != "" || b.env("WAYLAND_DISPLAY") != ""
	}
}

// inCI reports whether this is a CI job, which nobody watches. Nearly all CI
// systems set CI; the others are here by their own variables.
func (b Browser) inCI() bool {
	switch strings.ToLower(b.env("CI")) {
	case "", "0", "false", "no":
	default:
		return true
	}
	names := []string{"GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CODEBUILD_BUILD_ID", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD"}
	return slices.ContainsFunc(names, func(name string) bool { return b.env(name) != "" })
}

// wsl reports whether this is the Windows Subsystem for Linux, whose browser is
// that of Windows.
func (b Browser) wsl() bool {
	return b.GOOS == "linux" && (b.env("WSL_DISTRO_NAME") != "" || b.env("WSL_INTEROP") != "")
}

// openers returns the programs that hand a URL to the user's browser, the best
// first. Programs that pass it on to a command line of Windows are not among
// them: a URL has characters that mean something there.
func (b Browser) openers() [][]string {
	const handler = "url.dll,FileProtocolHandler"
	switch {
	case b.GOOS == "darwin":
		return [][]string{{"/usr/bin/open"}, {"open"}}
	case b.GOOS == "windows":
		return [][]string{{filepath.Join(b.env("SystemRoot"), "System32", "rundll32.exe"), handler}}
	case b.wsl():
		return [][]string{{"wslview"}, {"rundll32.exe", handler}, {"/mnt/c/Windows/System32/rundll32.exe", handler}, {"xdg-open"}}
	default:
		return [][]string{{"xdg-open"}, {"gio", "open"}, {"x-www-browser"}, {"sensible-browser"}}
	}
}

// environ returns the environment of the child, without secrets: all variables of
// Amika, and those whose name says key, token or password.
func (b Browser) environ() []string {
	return slices.DeleteFunc(b.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name)
		// It lets the window come to the front and is good for nothing else.
		if name == "XDG_ACTIVATION_TOKEN" {
			return false
		}
		if strings.HasPrefix(name, "AMIKA_") {
			return true
		}
		return slices.ContainsFunc(strings.Split(name, "_"), func(word string) bool {
			switch strings.TrimRight(word, "0123456789") {
			case "APIKEY", "CREDENTIAL", "CREDENTIALS", "KEY", "KEYS", "PASS", "PASSPHRASE", "PASSWD", "PASSWORD", "PAT", "PWD", "SECRET", "SECRETS", "TOKEN", "TOKENS":
				return name != "PWD" // the current directory
			}
			return false
		})
	})
}
