package workos

import "time"

// A Kind is what an [Error] tells about the fate of the request.
type Kind int

const (
	// NotSent says that nothing of what was to be sent has left: the URL is
	// wrong, or there was no connection. A GET, which has nothing to lose, is
	// Unknown then.
	NotSent Kind = iota + 1
	// Unknown says that the request was sent, and that the server may or may not
	// have done what it asks: the network failed since, or the answer was 408,
	// 429, 5xx, or one that can't be read.
	Unknown
	// Waiting says that the user has not decided yet: authorization_pending or
	// slow_down, to a poll.
	Waiting
	// InvalidGrant is a definite refusal of the refresh token or device code.
	InvalidGrant
	// Refused is any other 4xx.
	Refused
	// Redirected is a 3xx, which is not followed.
	Redirected
	// Expired says that the device code is too old, by expired_token or by the
	// clock.
	Expired
)

// An Error is a request that did not yield what it was for. Its text reads
// "HOST: WHY".
type Error struct {
	Kind       Kind
	Host       string        // that was asked
	Reason     string        // what went wrong, safe to show
	Status     int           // of HTTP; 0 without an answer
	Code       string        // what the server calls it, such as invalid_grant
	RetryAfter time.Duration // how long the server asks to wait; 0 if it does not
	Hint       string        // what the user can do; empty if nothing
	Err        error         // what failed on this side, not safe to show; nil if the server answered
}

// Error returns the text without the hint.
func (e *Error) Error() string { return e.Host + ": " + e.Reason }

// Unwrap returns the error inside, among them the context's: that of the
// caller, or that of a time limit of this package.
func (e *Error) Unwrap() error { return e.Err }

// transient reports whether the same request may fare better later.
func (e *Error) transient() bool { return e.Kind == NotSent || e.Kind == Unknown }
