package cli

import (
	"cmp"
	"fmt"
	"strings"

	"amika.dev/amika-extract/choose"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// runCommand replaces this process by the command, with the credentials in its
// environment. It runs even if some source could not be read; --require is there
// for those who need what is missing.
func (a *app) runCommand(results []source.Result, choice *choose.Choice) error {
	a.warn(choice)
	unread, noHome := a.unread(results)
	if noHome {
		return a.failure(results, nil)
	}
	for _, err := range unread {
		a.env.Warnf(name, "%v", err)
	}
	program := a.argv[0]
	path, err := process.Look(program, a.env.LookupEnv)
	if err != nil {
		return noProgram(cmp.Or(path, program), err)
	}
	environ, err := process.Deeper(a.environment(choice))
	if err != nil {
		return cannotRun(program, err)
	}
	status, err := a.env.Replace(path, a.argv, environ)
	if err != nil {
		return cannotRun(program, err)
	}
	a.ended, a.status = true, command.Status(status)
	return nil
}

// environment returns the environment of the command: this one, with the
// credentials.
func (a *app) environment(choice *choose.Choice) []string {
	var environ []string
	given := make(map[string]bool, len(choice.Given))
	for _, assignment := range choice.Given {
		given[assignment.Name] = true
		environ = append(environ, assignment.Name+"="+assignment.Value.Reveal())
	}
	for _, variable := range a.env.Environ() {
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
