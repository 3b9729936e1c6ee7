package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
)

// versionLimit is how long a helper has to print its version.
const versionLimit = 5 * time.Second

// printVersions prints the version of each program, and where it is. A helper
// that is missing fails nothing: this is what shows that.
func (env Env) printVersions(ctx context.Context) error {
	_, self := env.directories()
	text := line(command.VersionLine(env.tree()), self)
	for _, program := range helpers() {
		path, err := env.find(program)
		if err != nil {
			command.Report(env.Env, name, err)
			continue
		}
		version, err := env.ask(ctx, program, path)
		if err != nil {
			env.Warnf(name, "asking %s for its version: %v", terminal.Escape(path), err)
		}
		text += line(version, path)
	}
	return env.Write([]byte(text))
}

// line is what is printed of one program.
func line(version, path string) string {
	return version + "  " + terminal.Escape(path) + "\n"
}

// ask asks a helper for its version.
func (env Env) ask(ctx context.Context, program, path string) (string, error) {
	unknown := program + " (version unknown)"
	environ, err := env.environ()
	if err != nil {
		return unknown, err
	}
	limited, cancel := context.WithTimeout(ctx, versionLimit)
	defer cancel()
	text, err := env.Output(limited, []string{path, "--version"}, environ)
	if limited.Err() != nil {
		return unknown, errors.New("it does not answer")
	}
	if err != nil {
		return unknown, err
	}
	version, _, _ := strings.Cut(text, "\n")
	if !strings.HasPrefix(version, program+" ") {
		return unknown, fmt.Errorf("it does not answer as %s does", filepath.Base(path))
	}
	return terminal.Escape(version), nil
}
