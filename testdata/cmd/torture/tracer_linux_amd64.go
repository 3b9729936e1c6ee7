package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// canTrace reports whether processes can be traced here. A container may forbid
// it.
func canTrace() error {
	_, err := trace("/bin/true", nil, nil, [3]*os.File{}, func(call) action { return action{} })
	return err
}

// trace runs a program and asks decide what to do before each system call that
// is in calls. It counts the calls of all threads together. The program ends
// with this process.
func trace(path string, args, env []string, files [3]*os.File, decide func(call) action) (syscall.WaitStatus, error) {
	type result struct {
		status syscall.WaitStatus
		err    error
	}
	done := make(chan result)
	go func() {
		// All requests have to come from the thread that started the program. It ends
		// with this goroutine, since it stays locked.
		runtime.LockOSThread()
		t := &tracer{decide: decide, threads: make(map[int]*thread)}
		status, err := t.run(path, args, env, files)
		done <- result{status, err}
	}()
	r := <-done
	return r.status, r.err
}

type tracer struct {
	decide  func(call) action
	leader  int
	threads map[int]*thread
	count   int // calls so far
}

// A thread is what is known of a thread in a call.
type thread struct {
	inside bool          // a call has been entered and not left
	errno  syscall.Errno // what it will return, in place of being made
}

const traceOptions = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_EXITKILL

func (t *tracer) run(path string, args, env []string, files [3]*os.File) (syscall.WaitStatus, error) {
	attr := &os.ProcAttr{Env: env, Files: files[:], Sys: &syscall.SysProcAttr{Ptrace: true, Setpgid: true}}
	process, err := os.StartProcess(path, append([]string{path}, args...), attr)
	if err != nil {
		return 0, err
	}
	t.leader = process.Pid
	_ = process.Release()
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(t.leader, &status, syscall.WALL, nil); err != nil {
		return 0, err
	}
	if !status.Stopped() {
		return 0, errors.New("the program ended before it began")
	}
	t.threads[t.leader] = new(thread)
	if err := syscall.PtraceSetOptions(t.leader, traceOptions); err != nil {
		return 0, err
	}
	if err := syscall.PtraceSyscall(t.leader, 0); err != nil {
		return 0, err
	}
	for {
		// Only its process group: others are waited for elsewhere.
		id, err := syscall.Wait4(-t.leader, &status, syscall.WALL|unix.WNOTHREAD, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 0, err
		case !status.Stopped():
			delete(t.threads, id)
			if id == t.leader {
				return status, nil
			}
		default:
			// It fails for a thread that was killed meanwhile.
			_ = syscall.PtraceSyscall(id, t.stopped(id, status))
		}
	}
}

// stopped handles a thread that has stopped, and returns the signal that it goes
// on with.
func (t *tracer) stopped(id int, status syscall.WaitStatus) (signal int) {
	current := t.threads[id]
	if current == nil {
		current = new(thread) // which begins with a stop
		t.threads[id] = current
		if status.StopSignal() == syscall.SIGSTOP {
			return 0
		}
	}
	switch sig := status.StopSignal(); {
	case sig == syscall.SIGTRAP|0x80:
		t.call(id, current)
		return 0
	case sig == syscall.SIGTRAP:
		if status.TrapCause() == unix.PTRACE_EVENT_EXEC {
			*current = thread{inside: true} // execve has yet to return
		}
		return 0
	default:
		return int(sig)
	}
}

// call handles a thread that enters or leaves a system call.
func (t *tracer) call(id int, current *thread) {
	var regs syscall.PtraceRegs
	if syscall.PtraceGetRegs(id, &regs) != nil {
		return // killed meanwhile
	}
	current.inside = !current.inside
	if !current.inside {
		if current.errno != 0 {
			regs.Rax = uint64(-int64(current.errno))
			current.errno = 0
			_ = syscall.PtraceSetRegs(id, &regs)
		}
		return
	}
	name, counted := calls[regs.Orig_rax]
	if name == "read" || name == "write" {
		name = nameOf(id, name, regs.Rdi)
		counted = name != ""
	}
	if !counted {
		return
	}
	t.count++
	switch a := t.decide(call{t.count, name}); {
	case a.kill:
		_ = syscall.Kill(t.leader, syscall.SIGKILL)
	case a.errno != 0:
		current.errno = a.errno
		regs.Orig_rax = ^uint64(0) // which no call has
		_ = syscall.PtraceSetRegs(id, &regs)
	case a.half && grows(id, name, &regs):
		regs.Rdx /= 2
		_ = syscall.PtraceSetRegs(id, &regs)
	}
}

// nameOf returns what a read or write really is, or "" if Go's runtime wakes
// itself up with it, which never fails.
func nameOf(id int, name string, descriptor uint64) string {
	target, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", id, descriptor))
	switch {
	case strings.HasPrefix(target, "anon_inode:"):
		return ""
	case strings.HasPrefix(target, "socket:"):
		return map[string]string{"read": "recvfrom", "write": "sendto"}[name]
	case descriptor <= 2:
		return map[string]string{"read": "read", "write": "print"}[name]
	}
	return name
}

// grows reports whether a write needs space on the disk that the file doesn't
// have yet. Only such a write can be cut short by a full disk.
func grows(id int, name string, regs *syscall.PtraceRegs) bool {
	var info syscall.Stat_t
	if syscall.Stat(fmt.Sprintf("/proc/%d/fd/%d", id, regs.Rdi), &info) != nil {
		return false
	}
	offset := int64(regs.R10) // of pwrite64
	if name == "write" {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", id, regs.Rdi))
		_, _ = fmt.Sscanf(string(text), "pos: %d", &offset)
	}
	return regs.Rdx > 1 && offset+int64(regs.Rdx) > info.Blocks*512
}

// calls are the system calls that change something outside the process or find
// out about it. The others are for its own memory, threads and signals.
var calls = map[uint64]string{
	unix.SYS_ACCEPT4: "accept4", unix.SYS_ACCESS: "access", unix.SYS_BIND: "bind", unix.SYS_CHDIR: "chdir",
	unix.SYS_CHMOD: "chmod", unix.SYS_CHOWN: "chown", unix.SYS_CLOSE: "close", unix.SYS_CONNECT: "connect",
	unix.SYS_COPY_FILE_RANGE: "copy_file_range", unix.SYS_EXECVE: "execve", unix.SYS_FACCESSAT: "faccessat",
	unix.SYS_FACCESSAT2: "faccessat2", unix.SYS_FALLOCATE: "fallocate", unix.SYS_FCHMOD: "fchmod",
	unix.SYS_FCHMODAT: "fchmodat", unix.SYS_FCHMODAT2: "fchmodat2", unix.SYS_FCHOWN: "fchown",
	unix.SYS_FCHOWNAT: "fchownat", unix.SYS_FDATASYNC: "fdatasync", unix.SYS_FLOCK: "flock",
	unix.SYS_FSTAT: "fstat", unix.SYS_FSTATFS: "fstatfs", unix.SYS_FSYNC: "fsync", unix.SYS_FTRUNCATE: "ftruncate",
	unix.SYS_GETDENTS64: "getdents64", unix.SYS_LINK: "link", unix.SYS_LINKAT: "linkat", unix.SYS_LSEEK: "lseek",
	unix.SYS_LSTAT: "lstat", unix.SYS_MKDIR: "mkdir", unix.SYS_MKDIRAT: "mkdirat", unix.SYS_NEWFSTATAT: "newfstatat",
	unix.SYS_OPEN: "open", unix.SYS_OPENAT: "openat", unix.SYS_OPENAT2: "openat2", unix.SYS_PREAD64: "pread64",
	unix.SYS_PWRITE64: "pwrite64", unix.SYS_READ: "read", unix.SYS_READLINK: "readlink",
	unix.SYS_READLINKAT: "readlinkat", unix.SYS_RECVFROM: "recvfrom", unix.SYS_RENAME: "rename",
	unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat2", unix.SYS_SENDTO: "sendto",
	unix.SYS_SOCKET: "socket", unix.SYS_STAT: "stat", unix.SYS_STATFS: "statfs", unix.SYS_STATX: "statx",
	unix.SYS_SYMLINKAT: "symlinkat", unix.SYS_TRUNCATE: "truncate", unix.SYS_UNLINK: "unlink",
	unix.SYS_UNLINKAT: "unlinkat", unix.SYS_UTIMENSAT: "utimensat", unix.SYS_WRITE: "write", unix.SYS_WRITEV: "writev",
}
