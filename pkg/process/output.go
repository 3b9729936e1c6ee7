package process

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"time"
)

// Output runs the program at argv[0] beside this one, with environ as NAME=VALUE
// and nothing on stdin, and returns what it prints to stdout, of which 64 KiB
// are kept. It is ended when ctx is.
func Output(ctx context.Context, argv, environ []string) (string, error) {
	var out capped
	program := exec.CommandContext(ctx, argv[0], argv[1:]...)
	program.Env, program.Stdout = environ, &out
	program.WaitDelay = 100 * time.Millisecond // what it started may hold on to its stdout
	err := program.Run()
	if failed, ok := errors.AsType[*exec.Error](err); ok {
		err = failed.Err
	}
	return out.String(), err
}

// capped keeps the beginning of what is written to it.
type capped struct{ bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	const most = 64 << 10
	c.Buffer.Write(p[:min(len(p), most-c.Len())])
	return len(p), nil
}
