//go:build !unix

// Package process finds programs, and runs one in this one's place or beside it.
package process

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"

	"amika.dev/pkg/command"
)

// Replace runs the program at path with argv, which includes the program's
// name, and environ as NAME=VALUE. This system can't replace a process, so it
// waits for the program and returns its exit status. Ctrl-C, which both get, is
// left to the program.
func Replace(path string, argv, environ []string) (command.Status, error) {
	signal.Ignore(os.Interrupt)
	defer signal.Reset(os.Interrupt)
	program := &exec.Cmd{Path: path, Args: argv, Env: environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err := program.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return command.Status(ended.ExitCode()), nil
	}
	return command.Done, err
}

// executable always passes: the system tells only by running a file.
func executable(string) error { return nil }
