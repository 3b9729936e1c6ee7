package process

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// Output runs the program at argv[0] beside this one, with environ as NAME=VALUE
// and nothing on stdin. It returns the first 64 KiB of what the program prints to
// stdout; if the program fails, the beginning of what it printed to stderr is in the
// [exec.ExitError]. The program is ended when ctx is.
func Output(ctx context.Context, argv, environ []string) (string, error) {
	var out, said capped
	program := exec.CommandContext(ctx, argv[0], argv[1:]...)
	program.Env, program.Stdout = environ, &out
	// A container may have no /dev/null, which would be opened for these otherwise.
	program.Stdin, program.Stderr = strings.NewReader(""), &said
	program.WaitDelay = 100 * time.Millisecond // what it started may hold on to its stdout
	err := program.Start()
	if err != nil {
		return "", notStarted(argv[0], err)
	}
	err = program.Wait()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	if ended, ok := err.(*exec.ExitError); ok {
		ended.Stderr = said.text
	}
	return string(out.text), err
}

// capped keeps the beginning of what is written to it.
type capped struct{ text []byte }

func (c *capped) Write(p []byte) (int, error) {
	const maxText = 64 << 10
	c.text = append(c.text, p[:min(len(p), maxText-len(c.text))]...)
	return len(p), nil
}
