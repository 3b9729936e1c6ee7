//go:build !unix

// Package process lets a program be followed by another one.
package process

import (
	"errors"
	"os"
	"os/exec"

	"amika.dev/pkg/command"
)

// Replace runs the program at path with argv, which includes the program's
// name, and environ as NAME=VALUE. This system can't replace a process, so it
// waits for the program and returns its exit status.
func Replace(path string, argv, environ []string) (command.Status, error) {
	program := &exec.Cmd{Path: path, Args: argv, Env: environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err := program.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return command.Status(ended.ExitCode()), nil
	}
	return command.Done, err
}

// Executable always passes: the system tells only by running a file.
func Executable(string) error { return nil }
