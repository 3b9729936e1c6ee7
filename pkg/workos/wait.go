package workos

import (
	"context"
	"errors"
	"net/url"
	"time"

	"amika.dev/pkg/terminal"
)

const (
	// slowDown is what slow_down adds to the interval, for good.
	//
	// https://www.rfc-editor.org/rfc/rfc8628#section-3.5
	slowDown = 5 * time.Second
	// maxBackoff is the longest wait after failures, unless the interval is
	// longer.
	maxBackoff = time.Minute
	// maxSlowed is the longest interval that slow_down answers can have led to.
	maxSlowed = 10 * time.Minute
)

// ErrPending means that [Client.Wait] ended before the user decided.
var ErrPending = errors.New("the login has not been approved yet")

// A Waiter configures [Client.Wait]. The zero value waits until the code expires.
type Waiter struct {
	// Until is when the last poll may start; zero sets no limit. A poll that is
	// under way then is not interrupted, since its answer may hold the only copy
	// of the tokens. Wait returns no earlier even if no poll is due before, so
	// that a caller in a loop does not spin.
	Until time.Time
	// Changed is called before and after each poll with what another process
	// needs to continue. Its error ends the wait. It may be nil.
	Changed func(Pending) error
	// Trouble is called with the error of a failed poll that will be repeated.
	// It may be nil.
	Trouble func(error)
}

// Wait polls until the user has decided, the code has expired, or w.Until has
// come, which is [ErrPending]. It keeps p up to date.
func (c *Client) Wait(ctx context.Context, p *Pending, w Waiter) (Tokens, error) {
	p.bound(c.now())
	var trouble error // of the last poll
	backoff := p.Interval
	slowed := 0 // times in a row
	for {
		if err := c.waitForPoll(ctx, p, w.Until, trouble); err != nil {
			return Tokens{}, err
		}
		// A process that continues after this one was killed must wait too. It
		// can't know whether the lost answer was a slow_down.
		if err := c.reschedule(p, p.Interval+slowDown, w.Changed); err != nil {
			return Tokens{}, err
		}
		tokens, err := c.Poll(ctx, p.DeviceCode)
		if err == nil {
			return tokens, nil
		}
		e, ok := errors.AsType[*Error](err)
		switch {
		case ctx.Err() != nil:
			return Tokens{}, ctx.Err()
		case ok && e.Kind == Waiting:
			if e.Code == "slow_down" {
				p.Interval += slowDown
				slowed++
			} else {
				slowed = 0
			}
			// If a slow_down answer was lost, the server's interval is 5 s longer
			// than ours and every poll earns another one. After three in a row,
			// wait one interval more to catch up.
			trouble, backoff = nil, p.Interval+slowDown*time.Duration(max(0, slowed-2))
		case ok && e.transient():
			// https://www.rfc-editor.org/rfc/rfc8628#section-3.5: an exponential
			// backoff.
			trouble, backoff = err, max(p.Interval, min(2*backoff, maxBackoff))
			if w.Trouble != nil {
				w.Trouble(err)
			}
		default:
			return Tokens{}, err
		}
		if err := c.reschedule(p, max(backoff, e.RetryAfter), w.Changed); err != nil {
			return Tokens{}, err
		}
	}
}

// bound limits what another process left, so that a clock that was set back, or
// a file that was changed, causes neither a wait of years nor polls without a
// pause.
func (p *Pending) bound(now time.Time) {
	p.Interval = max(minInterval, min(p.Interval, maxSlowed))
	if latest := now.Add(maxLife); p.ExpiresAt.After(latest) {
		p.ExpiresAt = latest
	}
	if latest := now.Add(p.Interval + slowDown); p.NextPoll.After(latest) {
		p.NextPoll = latest
	}
}

// reschedule sets the next poll wait from now.
func (c *Client) reschedule(p *Pending, wait time.Duration, changed func(Pending) error) error {
	p.NextPoll = c.now().Round(0).Add(wait)
	if changed == nil {
		return nil
	}
	return changed(*p)
}

// waitForPoll waits until the next poll is due. The error says why no poll is
// due any more.
func (c *Client) waitForPoll(ctx context.Context, p *Pending, until time.Time, trouble error) error {
	at, end := p.NextPoll, error(nil)
	if !at.Before(p.ExpiresAt) {
		at, end = p.ExpiresAt, c.expired(trouble)
	}
	if !until.IsZero() && at.After(until) {
		at, end = until, ErrPending
	}
	if wait := at.Sub(c.now()); wait > 0 {
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
	// The poll may have been due long ago, when this process did not run.
	if end == nil && !c.now().Before(p.ExpiresAt) {
		end = c.expired(trouble)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return end
}

// expired returns the error for a code that has expired by the clock.
func (c *Client) expired(trouble error) *Error {
	e := &Error{Kind: Expired, Reason: "the code expired before the login was approved", Code: "expired_token", Err: trouble}
	if u, err := url.Parse(c.base()); err == nil {
		e.Host = terminal.Escape(u.Host)
	}
	if last, ok := errors.AsType[*Error](trouble); ok {
		e.Reason += ", and the last request failed: " + last.Reason
	}
	e.Advice = advice(0, e.Code)
	return e
}
