//go:build unix

package process

import (
	"errors"
	"os"
	"strings"
	"syscall"
)

// Replace runs the program at path in place of this one, with argv, which
// includes the program's name, and environ as NAME=VALUE. The process stays, so
// that signals, the terminal and the exit status are the program's own. It
// returns only if that fails, with a hint.
func Replace(path string, argv, environ []string) (status int, err error) {
	return 0, notStarted(path, syscall.Exec(path, argv, environ))
}

// ReplaceAsShell is [Replace], except that a script without "#!" is run by
// /bin/sh, as a shell or env would.
func ReplaceAsShell(path string, argv, environ []string) (status int, err error) {
	err = syscall.Exec(path, argv, environ)
	if errors.Is(err, syscall.ENOEXEC) && isScript(path) {
		const shell = "/bin/sh"
		return Replace(shell, append([]string{shell, path}, argv[1:]...), environ)
	}
	return 0, notStarted(path, err)
}

// isScript reports whether a file that the system can't run is a text, which a
// shell would run. Like them, it looks for a NUL in the first line.
func isScript(path string) bool {
	line, _, _ := strings.Cut(head(path), "\n")
	return !strings.Contains(line, "\x00") && !strings.HasPrefix(line, "\x7fELF")
}

// executable returns [ErrNotExecutable] if this user may not run a file.
func executable(path string) error {
	const execute = 1 // X_OK of access(2)
	if syscall.Access(path, execute) != nil {
		return ErrNotExecutable
	}
	return nil
}

// attributes returns how a program is started, in a process group of its own or not.
func attributes(_ string, _ []string, group bool) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: group}
}

// kill kills a program, or all of its process group.
func kill(p *os.Process, all bool) {
	if all {
		_ = syscall.Kill(-p.Pid, syscall.SIGKILL) // it may have ended
		return
	}
	_ = p.Kill()
}
