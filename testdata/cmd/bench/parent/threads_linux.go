package main

import (
	"runtime"
	"syscall"
)

// threads runs a command under ptrace and returns how many threads it starts
// beside the first one, or -1 if that is not permitted.
func threads(command []string, attr syscall.ProcAttr) int64 {
	runtime.LockOSThread() // only the thread that traces may ask for more
	attr.Sys = &syscall.SysProcAttr{Ptrace: true}
	pid, err := syscall.ForkExec(command[0], command, &attr)
	if err != nil {
		return -1
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil || !status.Stopped() {
		return -1
	}
	const options = syscall.PTRACE_O_TRACECLONE | syscall.PTRACE_O_TRACEEXEC
	if err := syscall.PtraceSetOptions(pid, options); err != nil {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		return -1
	}
	started := int64(0)
	for thread, signal := pid, 0; ; {
		_ = syscall.PtraceCont(thread, signal) // fails if it has just been killed
		if thread, err = syscall.Wait4(-1, &status, syscall.WALL, nil); err != nil {
			return -1
		}
		if thread == pid && !status.Stopped() {
			return started
		}
		signal = 0
		switch {
		case !status.Stopped() || status.StopSignal() == syscall.SIGSTOP: // the first stop of a new thread
		case status.TrapCause() == syscall.PTRACE_EVENT_CLONE:
			started++
		case status.StopSignal() != syscall.SIGTRAP:
			signal = int(status.StopSignal())
		}
	}
}
