package command

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Interruptible makes a program that has something to clean up end in order:
// the first SIGINT or SIGTERM cancels run's context, and the status is then
// [Interrupted] or [Terminated] unless the work is done all the same. The second
// ends the process at once. A signal that was ignored when the process started,
// as nohup does it, stays ignored.
func Interruptible(run func(ctx context.Context, env Env, args []string) Status) func(ctx context.Context, env Env, args []string) Status {
	return func(ctx context.Context, env Env, args []string) Status {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		signals := make(chan os.Signal, 1)
		for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			if !signal.Ignored(s) {
				signal.Notify(signals, s)
			}
		}
		defer signal.Stop(signals)
		go func() {
			select {
			case s := <-signals:
				signal.Stop(signals) // the next one finds no handler
				status := Interrupted
				if s == syscall.SIGTERM {
					status = Terminated
				}
				cancel(&Error{Status: status})
			case <-ctx.Done():
			}
		}()
		return run(ctx, env, args)
	}
}
