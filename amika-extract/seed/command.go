package seed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"amika.dev/pkg/hint"
)

// Limits on the programs that are run.
const (
	maxCommand = 60 * time.Second // a hand-over
	maxRenewal = 30 * time.Second // an agent that renews its login
)

// A Program is a program to run beside this one.
type Program struct {
	Path    string
	Argv    []string // with its name
	Environ []string // as NAME=VALUE
	Stdin   []byte
	Stdout  io.Writer // nil if what it prints is not wanted; likewise
	Stderr  io.Writer
}

// An errStatus says that a program ended with a status other than 0.
type errStatus int

func (e errStatus) Error() string {
	if e < 0 {
		return "it was killed"
	}
	return fmt.Sprintf("exit status %d", int(e))
}

// Status returns the exit status of a program that ended with err, or -1 if it
// didn't end by itself.
func Status(err error) int {
	if err == nil {
		return 0
	}
	if status, ok := errors.AsType[errStatus](err); ok {
		return int(status)
	}
	return -1
}

// Deliver runs a program that takes what is handed over on its stdin, for a minute
// at most.
func (p Program) Deliver(ctx context.Context) error { return p.run(ctx, maxCommand) }

// run runs a program to its end, or for limit at most. It and all that it has
// started are killed then, or when ctx ends. They are in a process group of their
// own, so that Ctrl-C reaches this program alone, which lets them finish.
func (p Program) run(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errSlow(limit))
	defer cancel()
	c := exec.CommandContext(ctx, p.Path)
	c.Args, c.Env = p.Argv, p.Environ
	// A container may have no /dev/null, which would be opened for what is nil.
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(p.Stdin), p.Stdout, p.Stderr
	if c.Stdout == nil {
		c.Stdout = io.Discard
	}
	if c.Stderr == nil {
		c.Stderr = io.Discard
	}
	c.WaitDelay = time.Second // what it has started may hold on to its output
	alone(c)
	err := c.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return errStatus(ended.ExitCode())
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil // it has ended, and well
	}
	return hint.Reason(err)
}

// An errSlow says that a program took longer than it may.
type errSlow time.Duration

func (e errSlow) Error() string {
	return fmt.Sprintf("it took longer than %g seconds", time.Duration(e).Seconds())
}
