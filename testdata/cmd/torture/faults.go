//go:build unix

package main

import (
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
	for _, op := range slices.Concat(logins, extracts) {
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
	attempts := p.attempts(calls)
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
	server := &authtest.Server{Interval: time.Second, ApproveAfter: 1, ReplayWindow: patience}
	if a.strict {
		server.ReplayWindow = -1
	}
	w := t.newWorld(server)
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
	for i, arg := range args {
		if arg == "key" || arg == "box" { // files of the world
			args[i] = filepath.Join(w.dir, arg)
		}
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
