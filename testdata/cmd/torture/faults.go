//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"amika.dev/pkg/authtest"
)

// A call is a system call that a program is about to make.
type call struct {
	number int // of all that it has made so far, from 1
	name   string
}

// An action is what happens to a call: nothing, the end of the program, an error
// in place of it, or half of what it was to write.
type action struct {
	kill  bool
	errno syscall.Errno
	half  bool
}

// An operation is a run of a program that changes something.
type operation struct {
	name    string
	program string
	args    []string
	prepare func(w *world)
	// mounted says that a rename fails as over a file that is a mount.
	mounted bool
	// check checks what is left. It may run programs.
	check func(w *world, r *row, o outcome, what string)
}

// faults kills each operation at each of its system calls, and makes each fail.
func (t *torture) faults() {
	why := canTrace()
	for _, op := range operations {
		for _, plan := range plans {
			r := t.row("%s, %s", op.name, plan.name)
			switch {
			case r == nil:
			case why != nil:
				r.skipped = why.Error()
			default:
				t.each(r, op, plan)
			}
		}
	}
}

// each tries a plan at each system call of an operation.
func (t *torture) each(r *row, op operation, p plan) {
	var calls []call
	t.trial(nil, op, attempt{decide: func(c call) action {
		calls = append(calls, c)
		return action{}
	}})
	var attempts []attempt
	for i, c := range calls {
		for _, a := range p.at(c) {
			a.what = fmt.Sprintf("call %d of %d, %s: %s", i+1, len(calls), c.name, a.what)
			attempts = append(attempts, a)
		}
	}
	step := 1
	if t.short {
		step = 1 + len(attempts)/12
	}
	limit := make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := 0; i < len(attempts); i += step {
		limit <- struct{}{}
		wg.Go(func() {
			t.trial(r, op, attempts[i])
			<-limit
		})
	}
	wg.Wait()
}

// trial runs an operation once, and checks what is left if r is not nil.
func (t *torture) trial(r *row, op operation, a attempt) {
	w := t.newWorld(&authtest.Server{Interval: time.Second, ApproveAfter: 1, ReplayWindow: patience})
	defer w.close()
	op.prepare(w)
	o := w.traced(op, a.decide)
	if r == nil {
		return
	}
	r.done()
	if o.status == timedOut {
		r.blame(stuck, "%s: it did not end", a.what)
	}
	w.sound(r, o, a.what)
	op.check(w, r, o, a.what)
}

// timedOut is the status of a process that had to be ended.
const timedOut = -2

// traced runs an operation under the eyes of decide.
func (w *world) traced(op operation, decide func(call) action) outcome {
	var files [3]*os.File
	for i, name := range []string{os.DevNull, filepath.Join(w.dir, "stdout"), filepath.Join(w.dir, "stderr")} {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		must(err)
		defer file.Close()
		files[i] = file
	}
	begin, late := time.Now(), false
	args := slices.Clone(op.args)
	if i := slices.Index(args, "key"); i >= 0 {
		args[i] = filepath.Join(w.dir, "key")
	}
	status, err := trace(filepath.Join(w.bin, op.program), args, w.env(), files, func(c call) action {
		if time.Since(begin) > patience {
			late = true
			return action{kill: true}
		}
		a := decide(c)
		if op.mounted && a == (action{}) && strings.HasPrefix(c.name, "rename") {
			a.errno = syscall.EBUSY
		}
		return a
	})
	must(err)
	stdout, err := os.ReadFile(files[1].Name())
	must(err)
	stderr, err := os.ReadFile(files[2].Name())
	must(err)
	o := outcome{status.ExitStatus(), string(stdout), string(stderr), status.Signaled()}
	if late {
		o.status = timedOut
	}
	return o
}

// A plan is what is done to an operation at one of its calls.
type plan struct {
	name string
	at   func(call) []attempt
}

// An attempt is one way to do it.
type attempt struct {
	what   string
	decide func(call) action
}

var plans = []plan{
	{"killed at each call", func(at call) []attempt {
		return []attempt{{"killed", func(c call) action { return action{kill: c.number >= at.number} }}}
	}},
	{"each call fails", func(at call) (all []attempt) {
		for _, errno := range failures(at.name) {
			all = append(all, attempt{errno.Error(), func(c call) (a action) {
				if c.number == at.number {
					a.errno = errno
				}
				return a
			}})
		}
		return all
	}},
	{"the disk gets full at each call", func(at call) []attempt {
		if !strings.Contains(at.name, "write") {
			return nil
		}
		return []attempt{{"half is written", func(c call) (a action) {
			if c.number > at.number && strings.Contains(c.name, "write") {
				a.errno = syscall.ENOSPC
			}
			a.half = c.number == at.number
			return a
		}}}
	}},
}

// failures are the ways in which a call may fail that are most unlike each other.
func failures(name string) []syscall.Errno {
	switch {
	case strings.HasPrefix(name, "open"):
		return []syscall.Errno{syscall.EACCES, syscall.EMFILE, syscall.EIO}
	case strings.Contains(name, "write"):
		return []syscall.Errno{syscall.ENOSPC, syscall.EIO}
	case name == "print":
		return []syscall.Errno{syscall.EPIPE, syscall.ENOSPC}
	case strings.HasPrefix(name, "rename"):
		return []syscall.Errno{syscall.EBUSY, syscall.EROFS, syscall.EIO}
	case name == "flock":
		return []syscall.Errno{syscall.ENOLCK, syscall.EINTR}
	case strings.HasPrefix(name, "fch"):
		return []syscall.Errno{syscall.EPERM, syscall.ENOTSUP}
	case name == "sendto", name == "recvfrom":
		return []syscall.Errno{syscall.ECONNRESET}
	case name == "connect":
		return []syscall.Errno{syscall.ECONNREFUSED, syscall.ENETUNREACH}
	case name == "socket":
		return []syscall.Errno{syscall.EMFILE}
	case name == "close":
		return []syscall.Errno{syscall.EIO}
	case strings.Contains(name, "stat"):
		return []syscall.Errno{syscall.EACCES, syscall.EIO}
	}
	return []syscall.Errno{syscall.EIO, syscall.ENOMEM}
}
