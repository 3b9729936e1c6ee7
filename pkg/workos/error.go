package workos

import (
	"cmp"
	"net/http"
	"time"
)

// A Kind says what is known about the fate of a request that failed.
type Kind int

const (
	// NotSent says that nothing of the body has left: the URL is wrong, or there
	// was no connection. A GET, which spends nothing, is Unknown instead.
	NotSent Kind = iota + 1
	// Unknown says that the request was sent and that the server may or may not
	// have acted on it: the network failed since, or the answer was 408, 429, 5xx
	// or unreadable.
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

// An Error is a request that failed. Its text reads "HOST: WHY".
type Error struct {
	Kind       Kind
	Host       string        // that was asked
	Reason     string        // what went wrong, safe to show
	Status     int           // of HTTP; 0 without an answer
	Code       string        // the server's error code, such as invalid_grant
	RetryAfter time.Duration // how long the server asks to wait; 0 if it does not
	Advice     string        // what the user can do about this reason; may be empty
	Err        error         // what failed on this side, not safe to show; nil if the server answered
}

// Error returns the host and the reason.
func (e *Error) Error() string { return e.Host + ": " + e.Reason }

// somebodyElse is the advice for an answer that is not the server's.
const somebodyElse = "check that no proxy or login page of the network answers instead"

// Hint returns what the user can do, or "".
func (e *Error) Hint() string { return cmp.Or(e.Advice, e.networkHint()) }

// networkHint returns what to do when a server was not reached, or when it is the
// server that has a problem.
func (e *Error) networkHint() string {
	switch {
	case e.Kind == Redirected:
		return somebodyElse + ", and try again"
	case !e.transient():
		return ""
	case e.Status == 0:
		return "check the network, and HTTPS_PROXY if you need a proxy, and try again"
	case e.Status < http.StatusBadRequest:
		return "try again; if that does not help, " + somebodyElse
	}
	return "the server has a problem or too much to do: try again later"
}

// Unwrap returns the error inside, which may be that of the caller's context or
// of a time limit of this package.
func (e *Error) Unwrap() error { return e.Err }

// transient reports whether the same request may succeed later.
func (e *Error) transient() bool { return e.Kind == NotSent || e.Kind == Unknown }
