package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// versionTimeout is how long a helper has to print its version.
const versionTimeout = 5 * time.Second

// printVersions prints the version of each program and where it is. A helper
// that is missing is reported, but doesn't change the status: showing that is what
// the command is for.
func (a *app) printVersions(ctx context.Context) error {
	text := line(command.VersionLine(a.tree()), a.places().path)
	for _, program := range helpers() {
		path, err := a.places().find(program)
		if err != nil {
			command.Report(a.Env.Env, name, a.notFound(target{program: program, path: path, err: err}))
			continue
		}
		version, err := a.askVersion(ctx, program, path)
		if err != nil {
			a.Warnf(name, "asking %s for its version: %v", terminal.EscapePath(path), err)
		}
		text += line(version, path)
	}
	return a.Write([]byte(text))
}

// line returns what is printed of one program.
func line(version, path string) string {
	return version + "  " + terminal.EscapePath(path) + "\n"
}

// askVersion asks a helper for its version.
func (a *app) askVersion(ctx context.Context, program, path string) (string, error) {
	unknown := program + " (version unknown)"
	environ, err := process.Deeper(a.Environ())
	if err != nil {
		return unknown, err
	}
	limited, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	text, err := a.Output(limited, []string{path, "--version"}, environ)
	if limited.Err() != nil {
		return unknown, errors.New("it does not answer")
	}
	if err != nil {
		return unknown, err
	}
	version, _, _ := strings.Cut(text, "\n")
	if !strings.HasPrefix(version, program+" ") {
		return unknown, fmt.Errorf("its answer is not a version of %s", program)
	}
	return terminal.Escape(version), nil
}
