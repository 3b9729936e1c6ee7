//go:build unix

package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"amika.dev/pkg/authtest"
)

// A storm starts many processes at once that all find the session expired.
type storm struct {
	name string
	// once is how many processes there are in the only round, or 0 for the usual
	// numbers.
	once int
	// strict says that the server accepts a refresh token once, so that a second
	// request with it would end the session. Others get the same answer again, as
	// from WorkOS.
	strict bool
	// disturb interferes until stop is closed. It may be nil.
	disturb func(w *world, processes []*process, stop <-chan struct{})
	// kills says that disturb kills processes, which then owe nothing.
	kills bool
	// gone says that the session must be gone in the end.
	gone bool
}

var storms = []storm{
	{name: "each refresh token is accepted once", strict: true},
	{name: "each refresh token is accepted once", strict: true, once: 1000},
	{name: "a refresh token is answered again for a minute"},
	{name: "the lock is deleted again and again", strict: true, disturb: deleteLocks},
	{name: "processes are stopped and go on", strict: true, disturb: stopSome},
	{name: "processes are killed", disturb: killSome, kills: true},
	{name: "another client writes the file in place", disturb: rewrite},
	{name: "another client refreshes, and writes in place", disturb: refreshInPlace},
	{name: "a logout in between", strict: true, disturb: logOut, kills: true, gone: true},
}

func (t *torture) storms() {
	for _, s := range storms {
		rounds, processes := 20, 100
		if t.short {
			rounds, processes = 2, 30
		}
		if s.once > 0 {
			rounds, processes = 1, s.once
		}
		r := t.row("%d processes, %s", processes, s.name)
		for range rounds {
			if r != nil {
				t.storm(r, s, processes)
			}
		}
	}
}

// storm is one round.
func (t *torture) storm(r *row, s storm, count int) {
	server := &authtest.Server{ReplayWindow: time.Minute}
	if s.strict {
		server.ReplayWindow = -1
	}
	// As far away as a server is: the lock is held meanwhile.
	server.Fail(authtest.Refresh, 0, authtest.Late(100*time.Millisecond))
	w := t.newWorld(server)
	defer w.close()
	w.login(-time.Hour)
	processes := make([]*process, count)
	for i := range processes {
		processes[i] = w.start("amika-login", "token")
	}
	stop := make(chan struct{})
	var disturbed sync.WaitGroup
	if s.disturb != nil {
		disturbed.Go(func() { s.disturb(w, processes, stop) })
	}
	outcomes := make([]outcome, count)
	var ended sync.WaitGroup
	for i, p := range processes {
		ended.Go(func() { outcomes[i] = p.wait() })
	}
	ended.Wait()
	close(stop)
	disturbed.Wait()
	for _, o := range outcomes {
		r.done()
		w.sound(r, o, s.name)
		switch {
		case o.status == 0 && !s.gone && !w.accepted(o.stdout):
			r.blame(refused, "a process printed what the server does not accept: %q", o.stdout)
		case o.status != 0 && !s.kills:
			r.blame(refused, "a process ended with status %d: %s", o.status, o.stderr)
		}
	}
	t.afterStorm(r, s, w)
}

// afterStorm checks what is left.
func (t *torture) afterStorm(r *row, s storm, w *world) {
	if n := w.server.Count(authtest.Refresh); s.strict && n > 1 {
		r.blame(refused, "%d requests for one refresh", n)
	}
	if s.gone {
		if left := w.stored(); len(left) > 0 {
			r.blame(escaped, "logged out, and these are left: %q", left)
		}
		return
	}
	w.wantToken(r, "after the storm")
}

// every calls f until stop is closed, with pauses.
func every(pause time.Duration, stop <-chan struct{}, f func()) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			f()
		}
	}
}

// deleteLocks does what people do who think that a lock is stale.
func deleteLocks(w *world, _ []*process, stop <-chan struct{}) {
	every(3*time.Millisecond, stop, func() {
		locks, _ := filepath.Glob(w.path("*.lock"))
		for _, lock := range locks {
			_ = os.Remove(lock)
		}
	})
}

// stopSome stops processes for a while, as Ctrl-Z and laptops do, whatever they
// hold then.
func stopSome(_ *world, processes []*process, stop <-chan struct{}) {
	every(20*time.Millisecond, stop, func() {
		p := processes[rand.IntN(len(processes))]
		_ = p.cmd.Process.Signal(syscall.SIGSTOP)
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
		_ = p.cmd.Process.Signal(syscall.SIGCONT)
	})
}

// killSome kills some of the processes at any time.
func killSome(_ *world, processes []*process, stop <-chan struct{}) {
	every(5*time.Millisecond, stop, func() {
		_ = processes[rand.IntN(len(processes))].cmd.Process.Kill()
	})
}

// rewrite writes the file as it is, in place and without a lock.
func rewrite(w *world, _ []*process, stop <-chan struct{}) {
	every(30*time.Millisecond, stop, func() {
		if text, err := os.ReadFile(w.path(sessionFile)); err == nil {
			w.writeSlowly(text)
		}
	})
}

// writeSlowly writes the session file in two parts, between which it is torn.
func (w *world) writeSlowly(text []byte) {
	file, err := os.OpenFile(w.path(sessionFile), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return // gone meanwhile
	}
	defer file.Close()
	_, _ = file.Write(text[:len(text)/2])
	time.Sleep(10 * time.Millisecond)
	_, _ = file.Write(text[len(text)/2:])
}
