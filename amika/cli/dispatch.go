package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// dispatch runs a helper in place of this program.
func (env Env) dispatch(call helperCall, rest []string) command.Status {
	path, err := env.find(call.program)
	if err != nil {
		return command.Report(env.Env, name, err)
	}
	status, err := env.Replace(path, slices.Concat([]string{path}, call.args, rest), env.Environ)
	if err != nil {
		return command.Report(env.Env, name, notStarted(call.program, path, err))
	}
	return status
}

// notStarted is the error for a helper that the system does not start.
func notStarted(program, path string, err error) error {
	hint := "install " + program + " for " + runtime.GOOS + "/" + runtime.GOARCH
	switch {
	case errors.Is(err, os.ErrPermission):
		hint = "see that you may run it"
	case errors.Is(err, os.ErrNotExist):
		// The file is there: it is a script, and what it names is not.
		err = errors.New("its interpreter is not there")
		hint = "install " + program + " anew"
	}
	return cannotRun(path, err, hint)
}

// cannotRun is the error for a program that was found but is none that runs.
func cannotRun(path string, err error, hint string) error {
	return &command.Error{Status: command.CannotRun, Hint: hint, Err: fmt.Errorf("running %s: %w", terminal.Escape(path), err)}
}

// find returns the path of a helper: the one beside this program, or else the
// first in PATH. Empty and relative entries of PATH are skipped, since what
// they mean depends on the current directory, which may be anybody's.
func (env Env) find(program string) (string, error) {
	self, err := env.self()
	var directories []string
	if err == nil {
		directories = append(directories, filepath.Dir(self))
	}
	path, _ := env.LookupEnv("PATH")
	for _, dir := range filepath.SplitList(path) {
		if dir = filepath.Clean(dir); filepath.IsAbs(dir) && !slices.Contains(directories, dir) {
			directories = append(directories, dir)
		}
	}
	var refused error // the first that is there but can't be run
	for _, dir := range directories {
		candidate := filepath.Join(dir, executableName(program))
		switch err := runnable(candidate, self); {
		case err == nil:
			return candidate, nil
		case !isMissing(err) && refused == nil:
			refused = cannotRun(candidate, err, "install "+program+" beside amika, or in a directory of PATH")
		}
	}
	if refused != nil {
		return "", refused
	}
	where := "there is no absolute directory to look in"
	if len(directories) > 0 {
		for i, dir := range directories {
			directories[i] = terminal.Escape(dir)
		}
		where = "it is not in " + strings.Join(directories, string(filepath.ListSeparator))
	}
	return "", &command.Error{
		Status: command.NotFound,
		Hint:   "install " + program + " beside amika, or in a directory of PATH",
		Err:    fmt.Errorf("running %s: %s", program, where),
	}
}

// self is the path of this program, links resolved.
func (env Env) self() (string, error) {
	path, err := env.Executable()
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

// runnable says why a helper can't be run, if it can't. One that is this very
// program would find itself again.
func runnable(path, self string) error {
	info, err := os.Stat(path)
	if err != nil {
		return errors.Unwrap(err)
	}
	if own, err := os.Stat(self); err == nil && os.SameFile(own, info) {
		return errors.New("it is amika itself")
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	return process.Executable(path)
}

// isMissing reports whether there is nothing at a path. One through something
// that is no directory leads nowhere.
func isMissing(err error) bool {
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func executableName(program string) string {
	if runtime.GOOS == "windows" {
		return program + ".exe"
	}
	return program
}
