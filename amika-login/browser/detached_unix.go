//go:build unix

package browser

import "syscall"

// detached gives the child a session of its own.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
