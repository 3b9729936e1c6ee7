//go:build unix

// Package process finds programs, and runs one in this one's place or beside it.
package process

import (
	"syscall"

	"amika.dev/pkg/command"
)

// Replace runs the program at path in place of this one, with argv, which
// includes the program's name, and environ as NAME=VALUE. The process stays, so
// that signals, the terminal and the exit status are the program's own. It
// returns only if that fails.
func Replace(path string, argv, environ []string) (command.Status, error) {
	return command.CannotRun, syscall.Exec(path, argv, environ)
}

// executable says why this user may not run a file, if so.
func executable(path string) error {
	const execute = 1 // X_OK of access(2)
	if syscall.Access(path, execute) != nil {
		return ErrNotExecutable
	}
	return nil
}
