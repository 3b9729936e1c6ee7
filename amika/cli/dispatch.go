package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"amika.dev/pkg/command"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// run runs another program in place of this one. So many arguments come before
// those of the program.
func (a *app) run(t target, before int) command.Status {
	if t.path == "" {
		t.path, t.err = a.places().find(t.program)
	}
	if t.err != nil {
		return command.Report(a.Env.Env, name, a.notFound(t))
	}
	environ, err := process.Deeper(a.Environ())
	if err != nil {
		return command.Report(a.Env.Env, name, cannotRun(t.path, err))
	}
	environ = a.AsCaller(environ, t.program, before)
	status, err := a.Replace(t.path, slices.Concat([]string{t.path}, t.args), environ)
	if err != nil {
		return command.Report(a.Env.Env, name, cannotRun(t.path, err))
	}
	return command.Status(status)
}

// notFound returns the error for a program that is missing or can't be run.
func (a *app) notFound(t target) error {
	advice := "install " + t.program + " beside amika, or in a directory of PATH"
	switch t.err {
	case process.ErrNotExecutable:
		return cannotRun(t.path, hint.Wrap(t.err, "make it executable with chmod +x"))
	case process.ErrNotFound:
	default:
		return cannotRun(t.path, hint.Wrap(t.err, advice))
	}
	where := "there is no absolute directory to look in"
	if directories := a.places().Directories; len(directories) > 0 {
		where = "it is not in"
		for i, dir := range directories {
			separator := " "
			if i > 0 {
				separator = string(filepath.ListSeparator)
			}
			where += separator + terminal.EscapePath(dir)
		}
	}
	err := &command.Error{Status: command.NotFound, Err: fmt.Errorf("running %s: %s", t.program, where)}
	return hint.Wrap(err, advice)
}

// cannotRun returns the error for a program that was found and does not run.
func cannotRun(path string, err error) error {
	return &command.Error{Status: command.CannotRun, Err: fmt.Errorf("running %s: %w", terminal.EscapePath(path), err)}
}

// places are where programs are looked for: beside this one, and in PATH.
type places struct {
	process.Search
	self fs.FileInfo // of this program; nil if it is not known
	path string      // of this program
}

// places returns where programs are looked for.
func (a *app) places() *places {
	if a.found == nil {
		path, err := a.Executable()
		if err != nil {
			a.found = &places{Search: process.NewSearch(a.LookupEnv)}
			return a.found
		}
		a.found = &places{Search: process.NewSearch(a.LookupEnv, filepath.Dir(path)), path: path}
		if info, err := os.Stat(path); err == nil {
			a.found.self = info
		}
	}
	return a.found
}

// find returns the path of a program that can be run.
func (p *places) find(program string) (path string, err error) { return p.Find(program, p.check) }

// check returns why a program can't be run, or nil. One that is this very
// program would run itself without end.
func (p *places) check(path string, info fs.FileInfo) error {
	if p.self != nil && os.SameFile(info, p.self) {
		return errors.New("it is amika itself")
	}
	return process.Check(path, info)
}
