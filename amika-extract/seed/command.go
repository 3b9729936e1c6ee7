package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"amika.dev/pkg/process"
)

// Limits on the programs that are run.
const (
	maxCommand = 60 * time.Second // a hand-over
	maxRenewal = 30 * time.Second // an agent that renews its login
)

// Status returns the exit status of a program that ended with err, or -1 if it
// didn't end by itself.
func Status(err error) int {
	if err == nil {
		return 0
	}
	if ended, ok := errors.AsType[*process.ExitError](err); ok {
		return ended.Status
	}
	return -1
}

// Deliver runs a program that takes what is handed over on its stdin, for a minute
// at most.
func Deliver(p process.Program) error { return run(p, maxCommand) }

// run runs a program to its end, or for limit at most: it and all that it has
// started are killed then. Ctrl-C reaches this program alone, which lets them finish.
func run(p process.Program, limit time.Duration) error {
	ctx, cancel := process.Within(context.Background(), limit, fmt.Errorf("it took longer than %d seconds", limit/time.Second))
	defer cancel()
	p.Group = true
	return p.Run(ctx)
}
