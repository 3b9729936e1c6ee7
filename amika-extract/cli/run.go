package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

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
		if command.StatusOf(err) != command.Partial {
			return err
		}
		for _, line := range lines(err) {
			e.env.Warnf(name, "%v", line)
		}
	}
	program := e.argv[0]
	path, err := e.find(program)
	if err != nil {
		return cannotRun(path, err)
	}
	e.status, err = e.env.Replace(path, e.argv, e.environment(chosen))
	if err != nil {
		return cannotRun(program, errNotStarted{process.Explain(err)})
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
// else the first of that name in PATH. An error is about the program at the path.
func (e *extract) find(program string) (path string, err error) {
	if filepath.Base(program) != program {
		return program, process.Check(program)
	}
	list, _ := e.env.LookupEnv("PATH")
	path, err = process.Find(program, process.Directories(list), process.Check)
	return cmp.Or(path, program), err
}

// An errNotStarted is why the system did not start a program that seemed fit.
type errNotStarted struct{ error }

// cannotRun is the error for a program that is not there or is none that runs.
func cannotRun(program string, err error) error {
	status, hint := command.CannotRun, "name a program that you may run"
	if _, ok := err.(errNotStarted); ok {
		hint = "name a program that is made for this machine"
	} else if err == process.ErrNotFound || process.IsMissing(err) {
		status, hint = command.NotFound, "install it, or write the path to it"
	}
	return command.WithHint(&command.Error{Status: status, Err: fmt.Errorf("running %s: %w", terminal.Escape(program), err)}, hint)
}
