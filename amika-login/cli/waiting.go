package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	"amika.dev/pkg/terminal"
)

// waiting is the line on a terminal that shows how much time is left. Without a
// terminal it shows nothing.
type waiting struct {
	*app
	visible bool
	end     time.Time
	cancel  context.CancelFunc
	done    chan struct{}
	mutex   sync.Mutex // of what is written to stderr
	last    string     // the last trouble that was reported
}

// startWaiting shows the line until stop is called, or ctx ends. A login that has
// ended has no end to wait for.
func (a *app) startWaiting(ctx context.Context, end time.Time) *waiting {
	ctx, cancel := context.WithCancel(ctx)
	w := &waiting{app: a, visible: a.hasLine() && !end.IsZero(), end: end, cancel: cancel, done: make(chan struct{})}
	if !w.visible {
		close(w.done)
		return w
	}
	go w.show(ctx)
	return w
}

func (w *waiting) show(ctx context.Context) {
	defer close(w.done)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		w.mutex.Lock()
		left := max(0, w.end.Sub(w.env.Now())).Round(time.Second)
		line := fmt.Sprintf("Waiting for you to approve it (%v left)", left)
		if terminal.Columns(w.env.Stderr) <= len(line) { // a line that wraps can't be removed
			line = left.String()
		}
		w.say("\r\x1b[K%s", line)
		w.mutex.Unlock()
		select {
		case <-ticker.C:
		case <-ctx.Done():
			w.clear()
			return
		}
	}
}

// stop removes the line.
func (w *waiting) stop() {
	w.cancel()
	<-w.done
}

// clear removes the line to make room for other output.
func (w *waiting) clear() {
	if w.visible {
		w.say("\r\x1b[K")
	}
}

// trouble warns about a request that failed and will be repeated. It says the
// same thing once.
func (w *waiting) trouble(err error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if text := err.Error(); text != w.last {
		w.last = text
		w.clear()
		w.warn(fmt.Sprintf("%s; trying again", text))
	}
}

// hasLine reports whether stderr is a terminal that can rewrite a line.
func (a *app) hasLine() bool {
	kind, _ := a.env.LookupEnv("TERM")
	return kind != "" && kind != "dumb" && terminal.Columns(a.env.Stderr) > 0
}
