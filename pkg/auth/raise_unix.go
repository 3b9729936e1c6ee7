//go:build unix

package auth

import (
	"os"
	"syscall"
)

// raise sends s to this process.
func raise(s os.Signal) {
	if number, ok := s.(syscall.Signal); ok {
		_ = syscall.Kill(os.Getpid(), number)
	}
}
