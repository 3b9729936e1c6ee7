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
	// mostBackoff is the longest wait after failures, unless the interval is
	// longer.
	mostBackoff = time.Minute
	// mostSlowed is the longest interval that a stored flow is believed to have
	// been slowed down to.
	mostSlowed = 10 * time.Minute
)

// ErrPending says that [Client.Wait] ended before the user has decided.
var ErrPending = errors.New("the login has not been approved yet")

// Waiter is how [Client.Wait] waits. The zero value waits until the code
// expires.
type Waiter struct {
	// Until is when the last poll may start; the zero time sets no limit. A poll
	// that is under way then is not broken off, since its answer may hold the
	// only copy of the tokens. The wait lasts until then even if no poll is due
	// before, so that who calls it in a loop does not spin.
	Until time.Time
	// Changed is told what to keep for a process that takes the flow up later,
	// before each poll and after it. Its error ends the wait. It may be nil.
	Changed func(Pending) error
	// Trouble is told of a failed poll that is followed by another. It may be nil.
	Trouble func(error)
}

// Wait polls until the user has decided, the code has expired or w says to
// stop, which is [ErrPending]. It updates p as it goes.
func (c *Client) Wait(ctx context.Context, p *Pending, w Waiter) (Tokens, error) {
	p.bound(c.now())
	var trouble error // that the last poll had
	backoff := p.Interval
	slowed := 0 // times in a row
	for {
		if err := c.waitForPoll(ctx, p, w.Until, trouble); err != nil {
			return Tokens{}, err
		}
		// Who takes over from a process that dies now must wait too, and does
		// not know whether the answer that was lost is a slow_down.
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
			// A server that has been asked to slow down once more than it was
			// heard, and counts each time, is caught up with by one longer wait.
			trouble, backoff = nil, p.Interval+slowDown*time.Duration(max(0, slowed-2))
		case ok && e.transient():
			// https://www.rfc-editor.org/rfc/rfc8628#section-3.5: an exponential
			// backoff.
			trouble, backoff = err, max(p.Interval, min(2*backoff, mostBackoff))
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

// bound limits what another process left, so that a clock that was set, or a
// file that was changed, makes nobody wait for years or poll without a pause.
func (p *Pending) bound(now time.Time) {
	p.Interval = max(leastInterval, min(p.Interval, mostSlowed))
	if most := now.Add(mostLife); p.ExpiresAt.After(most) {
		p.ExpiresAt = most
	}
	if p.NextPoll.After(p.ExpiresAt) {
		p.NextPoll = p.ExpiresAt
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

// waitForPoll waits until the next poll is due. The error says why there is to
// be none.
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

// expired is the error of a code that is too old by the clock.
func (c *Client) expired(trouble error) *Error {
	e := &Error{Kind: Expired, Reason: "the code expired before the login was approved", Code: "expired_token", Err: trouble}
	if u, err := url.Parse(c.base()); err == nil {
		e.Host = terminal.Escape(u.Host)
	}
	if last, ok := errors.AsType[*Error](trouble); ok {
		e.Reason += ", and the last request failed: " + last.Reason
	}
	e.Hint = hint(0, e.Code)
	return e
}
