//go:build unix

package cli

import (
	"errors"
	"syscall"

	"amika.dev/pkg/command"
)

// replace keeps the process, so that signals, the terminal and the exit status
// are the helper's own.
func replace(path string, argv, environ []string) (command.Status, error) {
	return command.CannotRun, syscall.Exec(path, argv, environ)
}

// executable says whether this user may run a file.
func executable(path string) error {
	const execute = 1 // X_OK of access(2)
	if syscall.Access(path, execute) != nil {
		return errors.New("it is not executable")
	}
	return nil
}
