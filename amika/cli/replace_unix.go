//go:build unix

package cli

import (
	"syscall"

	"amika.dev/pkg/command"
)

// replace keeps the process, so that signals, the terminal and the exit status
// are the helper's own.
func replace(path string, argv, environ []string) (command.Status, error) {
	return command.CannotRun, syscall.Exec(path, argv, environ)
}
