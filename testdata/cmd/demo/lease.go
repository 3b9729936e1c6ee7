package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A way is one of handing a login over to a box.
type way struct {
	name      string
	readOnly  bool // the box can't write its file
	hand      func(ctx context.Context, d demo, host, box agent, until time.Time) (stop func() error, err error)
	hostFirst bool // the agent on this machine is used before that in the box
	seen      [4]bool
}

// columns are the moments at which is looked whether an agent works.
var columns = [4]string{"BOX, AT FIRST", "BOX, EXPIRED", "HOST, THEN", "BOX, AT THE END"}

// lease shows what becomes of a login that is handed over to a box in four ways.
func (d demo) lease(ctx context.Context) error {
	fmt.Print("# Hand a login over to a box, in four ways. The vendor's server is a stand-in whose\n" +
		"# access tokens live for seconds and whose refresh tokens work once, as real ones do.\n")
	ways := []*way{
		{name: "a copy of the file", hand: copied},
		{name: "the same, read-only", hand: copied, readOnly: true},
		{name: "amika auth seed", hand: seeded},
		{name: "amika auth seed --follow", hand: followed, hostFirst: true},
	}
	errs := make([]error, len(ways))
	var all sync.WaitGroup
	for i, w := range ways {
		all.Go(func() { errs[i] = w.try(ctx, d) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	fmt.Printf("%-24s  %s\n", "", strings.Join(columns[:], "  "))
	for _, w := range ways {
		line := fmt.Sprintf("%-24s", w.name)
		for i, works := range w.seen {
			text := "logged out"
			if works {
				text = "works"
			}
			line += fmt.Sprintf("  %-*s", len(columns[i]), text)
		}
		fmt.Println(strings.TrimRight(line, " "))
	}
	fmt.Println()
	return nil
}

// errTooSlow says that a login had all but expired when it was handed over.
var errTooSlow = errors.New("the machine is too slow")

// try hands a login over in one way, and looks how the agents fare. On a machine
// that is too slow, it tries with tokens that live longer.
func (w *way) try(ctx context.Context, d demo) error {
	for lifetime := 5 * time.Second; ; lifetime *= 2 {
		if err := w.tryFor(ctx, d, lifetime); err != errTooSlow || lifetime > time.Minute {
			return err
		}
	}
}

func (w *way) tryFor(ctx context.Context, d demo, lifetime time.Duration) error {
	v := &vendor{lifetime: lifetime}
	stopVendor, err := v.start()
	if err != nil {
		return err
	}
	defer stopVendor()
	dir, err := os.MkdirTemp("", "amika-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	host, box := agent{filepath.Join(dir, "host"), v.url}, agent{filepath.Join(dir, "box"), v.url}
	until := time.Now().Add(lifetime / 2)
	err = errors.Join(os.Mkdir(host.home, 0o700), os.Mkdir(box.home, 0o700), host.save(v.login()))
	if err != nil {
		return err
	}
	stop, err := w.hand(ctx, d, host, box, until)
	switch late := time.Now().After(until); {
	case late && err == nil:
		_ = stop() // it may not have begun to run
		return errTooSlow
	case late:
		return errTooSlow
	case err != nil:
		return err
	}
	w.seen[0] = box.works(w.readOnly)
	if err := pause(ctx, lifetime+time.Second); err != nil {
		return errors.Join(err, stop())
	}
	if w.hostFirst {
		w.seen[2] = host.works(false)
		if err := pause(ctx, lifetime*2/5); err != nil {
			return errors.Join(err, stop())
		}
		w.seen[1] = box.works(w.readOnly)
	} else {
		w.seen[1] = box.works(w.readOnly)
		w.seen[2] = host.works(false)
	}
	w.seen[3] = box.works(w.readOnly)
	return stop()
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func copied(_ context.Context, _ demo, host, box agent, _ time.Time) (func() error, error) {
	t, err := host.load()
	return func() error { return nil }, errors.Join(err, box.save(t))
}

func seeded(ctx context.Context, d demo, host, box agent, _ time.Time) (func() error, error) {
	return func() error { return nil }, d.seed(ctx, host, box).Run()
}

func followed(ctx context.Context, d demo, host, box agent, until time.Time) (func() error, error) {
	cmd := d.seed(ctx, host, box, "--follow")
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	for ctx.Err() == nil && time.Now().Before(until) {
		if _, err := box.load(); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return func() error {
		return errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait())
	}, nil
}

func (d demo) seed(ctx context.Context, host, box agent, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(d.bin, "amika"), append([]string{"auth", "seed", "--homedir", host.home, "--into", box.home}, args...)...)
	cmd.Env = d.environ
	return cmd
}
