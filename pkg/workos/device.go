package workos

import (
	"context"
	"errors"
	"time"

	"amika.dev/pkg/secret"
)

// ErrPending says that [Client.Wait] ended before the user has decided.
var ErrPending = errors.New("the login has not been approved yet")

// A Pending is a device flow that waits for the user. It is all there is to
// it: another process can take up a copy.
type Pending struct {
	DeviceCode              secret.String
	UserCode                string        // as the server wrote it: escape it to show it
	VerificationURI         string        // likewise
	VerificationURIComplete string        // likewise; may be empty
	ExpiresAt               time.Time     // when the device code does
	NextPoll                time.Time     // not to be polled before
	Interval                time.Duration // between polls
}

// Start requests a device code, with three tries within 15 seconds.
func (c *Client) Start(ctx context.Context) (Pending, error) {
	panic("not yet")
}

// Poll asks once whether the user has decided. The error's [Kind] is [Waiting]
// if not.
func (c *Client) Poll(ctx context.Context, deviceCode secret.String) (Tokens, error) {
	panic("not yet")
}

// Waiter is how [Client.Wait] waits. The zero value waits until the code
// expires.
type Waiter struct {
	// Until is when the last poll may start; the zero time sets no limit. A poll
	// that is under way then is not broken off, since its answer may hold the
	// only copy of the tokens.
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
	panic("not yet")
}
