package process

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// ErrNotFound says that a program is in no directory that was searched.
var ErrNotFound = errors.New("it is in no absolute directory of PATH")

// ErrNotExecutable says that a file may not be run by this user.
var ErrNotExecutable = errors.New("it is not executable")

// Directories are first, and then those of a list like PATH, each once. Empty and
// relative ones are left out: what they mean depends on the current directory,
// which may be anybody's. One that goes up is resolved, since a link on its way
// is not where it seems.
func Directories(list string, first ...string) []string {
	var directories []string
	for _, dir := range append(first, filepath.SplitList(list)...) {
		if filepath.IsAbs(dir) && strings.Contains(dir, "..") {
			dir, _ = filepath.EvalSymlinks(dir)
		}
		if dir = filepath.Clean(dir); filepath.IsAbs(dir) && !slices.Contains(directories, dir) {
			directories = append(directories, dir)
		}
	}
	return directories
}

// Find returns the path of the first program of that name in directories which
// can be run. If there are only such that can't, it is the path of the first and
// why; if there is none, [ErrNotFound]. What can't be looked at, since its
// directory can't be searched or its name is too long, is not there.
func Find(name string, directories []string, check func(path string) error) (path string, err error) {
	err = ErrNotFound
	for _, dir := range directories {
		candidate := filepath.Join(dir, FileName(name))
		problem := check(candidate)
		if problem == nil {
			return candidate, nil
		}
		if _, unseen := os.Lstat(candidate); err == ErrNotFound && unseen == nil && !IsMissing(problem) {
			path, err = candidate, problem
		}
	}
	return path, err
}

// FileName is the name of a program's file.
func FileName(program string) string {
	if runtime.GOOS == "windows" && filepath.Ext(program) == "" {
		return program + ".exe"
	}
	return program
}

// Check says why the file at path can't be run, if so.
func Check(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return errors.Unwrap(err) // without the path, which package os adds
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	return executable(path)
}

// IsMissing reports whether an error of [Check] is that there is nothing. A path
// through something that is no directory leads nowhere.
func IsMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// Explain returns the error of [Replace] as a person understands it.
func Explain(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		// The file is there: it is a script, and what it names is not.
		return errors.New("its interpreter is not there")
	}
	return err
}
