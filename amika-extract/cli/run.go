package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// runCommand replaces this process by the command, with the credentials in its
// environment. That some source could not be read is no reason not to run it;
// --require is there for those who want it to be one.
func (e *extract) runCommand(reports []source.Report, chosen *choice) error {
	e.warn(reports, chosen, nil)
	e.note(chosen)
	if err := e.failure(reports, nil); err != nil {
		if failed, ok := errors.AsType[*command.Error](err); !ok || failed.Status != command.Partial {
			return err
		}
		for _, line := range lines(err) {
			e.env.Warnf(name, "%v", line)
		}
	}
	path, err := e.find(e.argv[0])
	if err != nil {
		return err
	}
	e.status, err = e.env.Replace(path, e.argv, e.environment(chosen))
	if err != nil {
		return notStarted(e.argv[0], err)
	}
	e.ended = true
	return nil
}

// environment is the one of the command: ours, with the credentials.
func (e *extract) environment(chosen *choice) []string {
	var environ []string
	given := make(map[string]bool, len(chosen.given))
	for _, a := range chosen.given {
		given[a.Name] = true
		environ = append(environ, a.Name+"="+a.Credential.Value.Reveal())
	}
	for _, variable := range e.env.Environ() {
		if name, _, _ := strings.Cut(variable, "="); !given[name] {
			environ = append(environ, variable)
		}
	}
	return environ
}

// find returns the path of a program: its name if there is a slash in it, or
// else the first of that name in PATH. Empty and relative entries are skipped:
// what they mean depends on the current directory, which may be anybody's.
func (e *extract) find(program string) (string, error) {
	if filepath.Base(program) != program {
		return program, cannotRun(program, runnable(program))
	}
	path, _ := e.env.LookupEnv("PATH")
	var refused error // the first that is there but can't be run
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		candidate := filepath.Join(dir, program)
		if runtime.GOOS == "windows" && filepath.Ext(program) == "" {
			candidate += ".exe"
		}
		err := runnable(candidate)
		if err == nil {
			return candidate, nil
		}
		if !isMissing(err) && refused == nil {
			refused = cannotRun(candidate, err)
		}
	}
	if refused != nil {
		return "", refused
	}
	return "", cannotRun(program, errNotInPath)
}

const errNotInPath notInPath = "it is in no absolute directory of PATH"

type notInPath string

func (n notInPath) Error() string { return string(n) }

// runnable says why a program can't be run, if so.
func runnable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return innermost(err)
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	return process.Executable(path)
}

// cannotRun is the error for a program that is not there or is none that runs.
func cannotRun(program string, err error) error {
	if err == nil {
		return nil
	}
	status, hint := command.CannotRun, "name a program that you may run"
	if err == errNotInPath || isMissing(err) {
		status, hint = command.NotFound, "install it, or write the path to it"
	}
	return &command.Error{Status: status, Hint: hint, Err: fmt.Errorf("running %s: %w", terminal.Escape(program), err)}
}

// notStarted is the error for a program that the system does not start.
func notStarted(program string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		// The file is there: it is a script, and what it names is not.
		err = errors.New("its interpreter is not there")
	}
	return &command.Error{
		Status: command.CannotRun, Hint: "name a program that is made for this machine",
		Err: fmt.Errorf("running %s: %w", terminal.Escape(program), err),
	}
}

// isMissing reports whether there is nothing at a path. One through something
// that is no directory leads nowhere.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
