//go:build !unix

package cli

import (
	"errors"
	"os"
	"os/exec"

	"amika.dev/pkg/command"
)

// replace runs the helper and passes its exit status on, since this system
// can't replace a process.
func replace(path string, argv, environ []string) (command.Status, error) {
	helper := &exec.Cmd{Path: path, Args: argv, Env: environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err := helper.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return command.Status(ended.ExitCode()), nil
	}
	return command.Done, err
}

// executable says whether this user may run a file; the system tells only by
// running it.
func executable(string) error { return nil }
