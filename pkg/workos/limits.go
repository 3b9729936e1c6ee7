package workos

import (
	"context"
	"net/http/httptrace"
	"time"
)

// AnswerTimeout is how long the answer to [Client.Refresh] is awaited, from the
// moment that the request is sent.
const AnswerTimeout = 20 * time.Second

// limits end a request that takes too long. What has a time limit of its own in
// the transport, such as the connection, is not among them.
type limits struct {
	stop   context.CancelCauseFunc
	start  *time.Timer // until the request is sent
	header *time.Timer // from there to the header, or to the end of a patient request
	all    *time.Timer // nil for a patient request
}

// limit returns a context that ends when r has taken too long.
func (r request) limit(ctx context.Context) (context.Context, *limits) {
	ctx, stop := context.WithCancelCause(ctx)
	late := func() { stop(context.DeadlineExceeded) }
	l := &limits{stop: stop, header: stopped(late)}
	timeout := headerTimeout
	if r.patient {
		timeout = AnswerTimeout
	} else {
		l.all = time.AfterFunc(requestTimeout, late)
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { l.header.Reset(timeout) },
	}), l
}

// stopped returns a timer that does not run yet.
func stopped(do func()) *time.Timer {
	t := time.AfterFunc(time.Hour, do)
	t.Stop()
	return t
}

// sendBy ends the request at startBy, unless its body has been sent by then.
func (l *limits) sendBy(startBy, now time.Time, body *trackedBody) {
	if startBy.IsZero() {
		return
	}
	l.start = time.AfterFunc(startBy.Sub(now), func() {
		if body.keep() {
			l.stop(context.DeadlineExceeded)
		}
	})
}

// answered ends the wait for the header.
func (l *limits) answered() {
	if l.all != nil {
		l.header.Stop()
	}
}

// end stops all timers.
func (l *limits) end() {
	for _, t := range []*time.Timer{l.start, l.header, l.all} {
		if t != nil {
			t.Stop()
		}
	}
	l.stop(nil)
}
