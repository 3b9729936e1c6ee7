package cli

import (
	"cmp"
	"fmt"
	"strings"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/hint"
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
	path, err := process.Look(program, e.env.LookupEnv)
	if err != nil {
		return noProgram(cmp.Or(path, program), err)
	}
	environ, err := process.Deeper(e.environment(chosen))
	if err != nil {
		return cannotRun(program, err)
	}
	status, err := e.env.Replace(path, e.argv, environ)
	if err != nil {
		return cannotRun(program, err)
	}
	e.ended, e.status = true, command.Status(status)
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

// noProgram returns the error for a program that is not there, or is none that
// this user may run.
func noProgram(program string, err error) error {
	if err != process.ErrNotFound && !process.IsMissing(err) {
		return cannotRun(program, hint.Wrap(err, "name a program that you may run"))
	}
	return hint.Wrap(&command.Error{Status: command.NotFound, Err: running(program, err)}, "install it, or write the path to it")
}

// cannotRun returns the error for a program that the system does not run.
func cannotRun(program string, err error) error {
	return &command.Error{Status: command.CannotRun, Err: running(program, err)}
}

func running(program string, err error) error {
	return fmt.Errorf("running %s: %w", terminal.EscapePath(program), err)
}
