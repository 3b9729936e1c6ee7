// Package basedir finds the home directory and the base directories of the
// [XDG Base Directory Specification]. It only computes paths: nothing is read
// or created. It serves the programs of this repository and is no API.
//
// [XDG Base Directory Specification]: https://specifications.freedesktop.org/basedir-spec/latest/
package basedir

import (
	"path/filepath"
	"runtime"
)

// ErrNoHome is returned if the home directory is not known, because its variable
// is unset, empty or not an absolute path.
const ErrNoHome noHome = "no home directory"

type noHome string

func (noHome) Error() string { return HomeVariable() + " is not set to an absolute path" }

// A Lookup finds an environment variable, as [os.LookupEnv] does.
type Lookup func(name string) (value string, set bool)

// A Dir is a kind of base directory, named by its environment variable.
type Dir string

// The base directories that Amika uses.
const (
	Cache Dir = "XDG_CACHE_HOME"
	Data  Dir = "XDG_DATA_HOME"
	State Dir = "XDG_STATE_HOME"
)

// Path returns the directory's absolute path. A variable that is empty or relative
// counts as unset, as the specification asks. home may be empty if it is not
// known: if it is needed, the error is [ErrNoHome].
func (d Dir) Path(lookup Lookup, home string) (string, error) {
	if path, _ := lookup(string(d)); filepath.IsAbs(path) {
		return filepath.Clean(path), nil
	}
	if home == "" {
		return "", ErrNoHome
	}
	return filepath.Join(home, d.inHome()), nil
}

// inHome returns the default path, relative to the home directory.
func (d Dir) inHome() string {
	switch d {
	case Cache:
		return ".cache"
	case Data:
		return filepath.Join(".local", "share")
	default:
		return filepath.Join(".local", "state")
	}
}

// Home returns the home directory: HOME, or USERPROFILE on Windows. The error is
// [ErrNoHome].
func Home(lookup Lookup) (string, error) {
	home, _ := lookup(HomeVariable())
	if !filepath.IsAbs(home) {
		return "", ErrNoHome
	}
	return filepath.Clean(home), nil
}

// HomeVariable returns the name of the variable that holds the home directory.
func HomeVariable() string { return homeVariable(runtime.GOOS) }

func homeVariable(system string) string {
	if system == "windows" {
		return "USERPROFILE"
	}
	return "HOME"
}
