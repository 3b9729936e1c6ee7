package process

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"amika.dev/pkg/hint"
)

// Replace runs the program at path with argv, which includes the program's
// name, and environ as NAME=VALUE. This system can't replace a process, so it
// waits for the program and returns its exit status. Ctrl-C, which both get, is
// left to the program. An error comes with a hint.
func Replace(path string, argv, environ []string) (status int, err error) {
	if err := CheckBatch(path, argv[1:]); err != nil {
		return 0, err
	}
	signal.Ignore(os.Interrupt)
	defer signal.Reset(os.Interrupt)
	program, err := os.StartProcess(path, argv, &os.ProcAttr{Env: environ, Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}, Sys: attributes(path, argv, false)})
	if err != nil {
		return 0, notStarted(path, err)
	}
	state, err := program.Wait()
	if err != nil {
		return 0, hint.Reason(err)
	}
	return state.ExitCode(), nil
}

// ReplaceAsShell is [Replace]: this system has no scripts without an ending.
func ReplaceAsShell(path string, argv, environ []string) (status int, err error) {
	return Replace(path, argv, environ)
}

// executable returns nil: the system tells only by running a file.
func executable(string) error { return nil }

// attributes returns how a program is started. cmd.exe runs a batch file, and would
// look for argv[0] in the current directory before all others, and take it apart at
// characters like &: it gets the path, in quotes. There are no process groups.
func attributes(path string, argv []string, _ bool) *syscall.SysProcAttr {
	if !isBatch(path) {
		return nil
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	line := `"` + path + `"`
	for _, arg := range argv[1:] {
		line += " " + syscall.EscapeArg(arg)
	}
	return &syscall.SysProcAttr{CmdLine: line}
}

// kill kills a program.
func kill(p *os.Process, _ bool) { _ = p.Kill() }
