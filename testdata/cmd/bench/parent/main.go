//go:build unix

// Parent runs other programs, one at a time, and prints what each of them cost:
//
//	parent ORDER COMMAND [ARG...] [:: COMMAND [ARG...]]...
//	parent threads COMMAND [ARG...] [:: COMMAND [ARG...]]...
//
// ORDER has a digit for each run, which is the index of the command. Each run
// is a line of numbers: the index, nanoseconds from before the start to after
// the end, microseconds of processor time, page faults, peak memory in bytes,
// and the exit status. With "threads", each command is run once and slowly, and
// the line is how many threads it starts, or -1.
//
// It is a program of its own because it has to be small: a new process counts
// the memory of the one that it was forked from as its own, and a large parent
// takes longer to fork.
package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) < 3 {
		fail("usage: parent ORDER COMMAND [ARG...] [:: COMMAND [ARG...]]...")
	}
	commands := split(os.Args[2:])
	null, err := syscall.Open("/dev/null", syscall.O_RDWR, 0)
	if err != nil {
		fail("/dev/null: " + err.Error())
	}
	attr := &syscall.ProcAttr{Env: syscall.Environ(), Files: []uintptr{uintptr(null), uintptr(null), uintptr(null)}}
	if os.Args[1] == "threads" {
		for _, c := range commands {
			_, _ = os.Stdout.WriteString(strconv.FormatInt(threads(c, *attr), 10) + "\n")
		}
		return
	}
	lines := make([]byte, 0, 128*len(os.Args[1])) // not to be grown between two runs
	for _, digit := range os.Args[1] {
		index := int(digit - '0')
		lines = strconv.AppendInt(lines, int64(index), 10)
		for _, n := range run(commands[index], attr) {
			lines = strconv.AppendInt(append(lines, ' '), n, 10)
		}
		lines = append(lines, '\n')
	}
	if _, err := os.Stdout.Write(lines); err != nil {
		fail(err.Error())
	}
}

// split returns the commands that "::" separates.
func split(args []string) [][]string {
	var commands [][]string
	for {
		i := slices.Index(args, "::")
		if i < 0 {
			return append(commands, args)
		}
		commands, args = append(commands, args[:i]), args[i+1:]
	}
}

// run runs a command and returns the numbers of its line.
func run(command []string, attr *syscall.ProcAttr) [5]int64 {
	begin := time.Now()
	pid, err := syscall.ForkExec(command[0], command, attr)
	if err != nil {
		fail(command[0] + ": " + err.Error())
	}
	var status syscall.WaitStatus
	var usage syscall.Rusage
	for {
		if _, err = syscall.Wait4(pid, &status, 0, &usage); err != syscall.EINTR {
			break
		}
	}
	wall := time.Since(begin)
	if err != nil {
		fail("wait4: " + err.Error())
	}
	code := status.ExitStatus()
	if status.Signaled() {
		code = 128 + int(status.Signal())
	}
	cpu := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	// The fields of Rusage have 32 bits on some systems.
	return [...]int64{wall.Nanoseconds(), cpu.Microseconds(), int64(usage.Minflt) + int64(usage.Majflt), int64(usage.Maxrss) * unit(), int64(code)}
}

// unit returns the size in bytes of what a system counts memory in.
func unit() int64 {
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return 1
	}
	return 1 << 10
}

func fail(text string) {
	_, _ = os.Stderr.WriteString("parent: " + text + "\n")
	os.Exit(1)
}
