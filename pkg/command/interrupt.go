package command

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// Interruptible makes a program that has something to clean up end in order:
// the first SIGINT or SIGTERM cancels run's context, and the status is then
// [Interrupted] or [Terminated], unless run succeeds anyway. The second
// ends the process at once. A signal that was ignored when the process started,
// as nohup does it, stays ignored.
//
// Signals are caught from the first call of the context's Done on. Before that,
// nothing is waiting that could be cancelled, and a signal kills the process.
func Interruptible(run func(ctx context.Context, env Env, args []string) Status) func(ctx context.Context, env Env, args []string) Status {
	return func(ctx context.Context, env Env, args []string) Status {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		return run(&listening{ctx, sync.OnceFunc(func() { listen(ctx, cancel, os.Interrupt, syscall.SIGTERM) })}, env, args)
	}
}

// Listen returns a context that the first SIGINT, SIGTERM or SIGHUP cancels, as that of
// [Interruptible] is by the first two, and the function that releases it. Signals are
// caught from now on.
func Listen(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	listen(ctx, cancel, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return ctx, func() { cancel(nil) }
}

// A listening context starts to listen for signals when somebody waits for its
// end. A program that has its answer at hand thus starts no thread for them, which
// is a tenth of the run of 'amika-login token'.
type listening struct {
	context.Context
	listen func()
}

func (l *listening) Done() <-chan struct{} {
	l.listen()
	return l.Context.Done()
}

// listen cancels ctx at the first of the signals.
func listen(ctx context.Context, cancel context.CancelCauseFunc, wanted ...os.Signal) {
	signals := make(chan os.Signal, 1)
	for _, s := range wanted {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	go func() {
		select {
		case s := <-signals:
			signal.Stop(signals) // the next one finds no handler
			status := Terminated
			if s == os.Interrupt {
				status = Interrupted
			}
			cancel(&Error{Status: status})
		case <-ctx.Done():
		}
	}()
}
