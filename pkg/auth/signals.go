package auth

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// hold keeps SIGINT, SIGTERM and SIGHUP from ending the process until release
// is called. One that came in between ends it then, unless the program has
// taken it and canceled ctx.
func hold(ctx context.Context) (release func()) {
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup asks for: it must stay so
			signal.Notify(signals, s)
		}
	}
	return func() {
		signal.Stop(signals)
		select {
		case s := <-signals:
			if errors.Is(ctx.Err(), context.Canceled) {
				return
			}
			raise(s)
			// Another thread may take it, a moment later.
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		default:
		}
	}
}
