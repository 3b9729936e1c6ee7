package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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
	environ, err := env.environ()
	if err != nil {
		return command.Report(env.Env, name, cannotRun(path, err, "see that it does not run the same command of amika again"))
	}
	status, err := env.Replace(path, slices.Concat([]string{path}, call.args, rest), environ)
	if err != nil {
		return command.Report(env.Env, name, notStarted(call.program, path, err))
	}
	return status
}

// depthVariable counts the commands of amika that called each other, and
// mostDepth is how many may: a script called amika-login that runs 'amika auth
// login' would else go round for ever.
const (
	depthVariable = "AMIKA_DEPTH"
	mostDepth     = 20
)

// environ is what a helper gets.
func (env Env) environ() ([]string, error) {
	text, _ := env.LookupEnv(depthVariable)
	depth, _ := strconv.Atoi(text)
	if depth = max(0, depth); depth >= mostDepth {
		return nil, fmt.Errorf("commands of amika have called each other %d times (%s)", depth, depthVariable)
	}
	environ := make([]string, 0, len(env.Environ)+1)
	for _, variable := range env.Environ {
		if !strings.HasPrefix(variable, depthVariable+"=") {
			environ = append(environ, variable)
		}
	}
	return append(environ, depthVariable+"="+strconv.Itoa(depth+1)), nil
}

// notStarted is the error for a helper that the system does not start.
func notStarted(program, path string, err error) error {
	hint := "install " + program + " for " + runtime.GOOS + "/" + runtime.GOARCH
	switch {
	case errors.Is(err, fs.ErrPermission):
		hint = "see that you may run it"
	case errors.Is(err, fs.ErrNotExist):
		hint = "install " + program + " anew"
	case errors.Is(err, syscall.ENOEXEC):
		hint += "; a script needs a first line like #!/bin/sh"
	case errors.Is(err, syscall.E2BIG):
		hint = "give it less: the arguments and the environment are too long for the system"
	}
	return cannotRun(path, process.Explain(err), hint)
}

// cannotRun is the error for a program that was found but is none that runs.
func cannotRun(path string, err error, hint string) error {
	return command.WithHint(&command.Error{Status: command.CannotRun, Err: fmt.Errorf("running %s: %w", terminal.Escape(path), err)}, hint)
}

// look returns the path of a helper: the one beside this program, or else the
// first in PATH.
func (env Env) look(program string) (path string, directories []string, err error) {
	directories, self := env.directories()
	path, err = process.Find(program, directories, func(path string) error { return check(path, self) })
	return path, directories, err
}

// find returns the path of a helper that can be run.
func (env Env) find(program string) (string, error) {
	path, directories, err := env.look(program)
	hint := "install " + program + " beside amika, or in a directory of PATH"
	switch {
	case err == nil:
		return path, nil
	case err == process.ErrNotExecutable:
		return "", cannotRun(path, err, "make it executable with chmod +x")
	case err != process.ErrNotFound:
		return "", cannotRun(path, err, hint)
	}
	where := "there is no absolute directory to look in"
	if len(directories) > 0 {
		for i, dir := range directories {
			directories[i] = terminal.Escape(dir)
		}
		where = "it is not in " + strings.Join(directories, string(filepath.ListSeparator))
	}
	return "", command.WithHint(&command.Error{Status: command.NotFound, Err: fmt.Errorf("running %s: %s", program, where)}, hint)
}

// directories are where programs are looked for: that of this program, whose
// path, links resolved, is self, and then those of PATH.
func (env Env) directories() (directories []string, self string) {
	path, err := env.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(path)
	}
	list, _ := env.LookupEnv("PATH")
	if err != nil {
		return process.Directories(list), ""
	}
	return process.Directories(list, filepath.Dir(self)), self
}

// check says why a helper can't be run, if so. One that is this very program
// would find itself again.
func check(path, self string) error {
	if err := process.Check(path); err != nil {
		return err
	}
	info, err := os.Stat(path)
	own, ownErr := os.Stat(self)
	if err == nil && ownErr == nil && os.SameFile(info, own) {
		return errors.New("it is amika itself")
	}
	return nil
}
