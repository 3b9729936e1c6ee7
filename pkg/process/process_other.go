//go:build !unix

package process

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
)

// Replace runs the program at path with argv, which includes the program's
// name, and environ as NAME=VALUE. This system can't replace a process, so it
// waits for the program and returns its exit status. Ctrl-C, which both get, is
// left to the program. An error comes with a hint.
func Replace(path string, argv, environ []string) (status int, err error) {
	if err := checkBatch(path, argv[1:]); err != nil {
		return 0, err
	}
	signal.Ignore(os.Interrupt)
	defer signal.Reset(os.Interrupt)
	program := &exec.Cmd{Path: path, Args: argv, Env: environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err = program.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return ended.ExitCode(), nil
	}
	if err != nil {
		return 0, notStarted(path, err)
	}
	return 0, nil
}

// ReplaceAsShell is [Replace]: this system has no scripts without an ending.
func ReplaceAsShell(path string, argv, environ []string) (status int, err error) {
	return Replace(path, argv, environ)
}

// executable returns nil: the system tells only by running a file.
func executable(string) error { return nil }
