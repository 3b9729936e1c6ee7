package workos

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"amika.dev/pkg/secret"
)

const (
	startTries   = 3                // requests for a device code
	startTimeout = 15 * time.Second // for all of them
)

// A Pending is a device flow that waits for the user. Another process can
// continue with a copy.
type Pending struct {
	DeviceCode              secret.String
	UserCode                string        // as the server sent it: escape it to show it
	VerificationURI         string        // likewise; see [IsPage]
	VerificationURIComplete string        // likewise, whatever it is; may be empty
	ExpiresAt               time.Time     // when the device code does
	NextPoll                time.Time     // no poll is due before
	Interval                time.Duration // between polls
}

// Start requests a device code, with three tries within 15 seconds.
func (c *Client) Start(ctx context.Context) (Pending, error) {
	limited, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	end, _ := limited.Deadline()
	pause := time.Second
	for try := 1; ; try++ {
		p, err := c.authorize(limited)
		if err == nil {
			return p, nil
		}
		e, ok := errors.AsType[*Error](err)
		if !ok || !e.transient() || try == startTries || ctx.Err() != nil {
			return Pending{}, err
		}
		wait := max(pause, e.RetryAfter)
		if time.Until(end) <= wait {
			return Pending{}, err
		}
		if err := sleep(ctx, wait); err != nil {
			return Pending{}, err
		}
		pause *= 2
	}
}

// authorize requests a device code once.
//
// https://www.rfc-editor.org/rfc/rfc8628#section-3.1
func (c *Client) authorize(ctx context.Context) (Pending, error) {
	r := request{base: c.base(), path: "user_management/authorize/device", form: url.Values{"client_id": {c.clientID()}}}
	a, err := c.send(ctx, r)
	if err != nil {
		return Pending{}, err
	}
	if a.status == http.StatusOK && a.torn == nil {
		if p, ok := parsePending(a.body, c.now()); ok {
			fault := pageFault(p.VerificationURI)
			if fault == "" {
				return p, nil
			}
			return Pending{}, &Error{
				Kind: Refused, Host: a.host, Status: a.status, Reason: "the verification_uri in its answer " + fault,
				Advice: "check AMIKA_WORKOS_API_URL if it is set, and that no proxy answers instead",
			}
		}
	}
	return Pending{}, c.refusal(r, a)
}

// Poll asks once whether the user has decided. The error's [Kind] is [Waiting]
// if not.
//
// https://www.rfc-editor.org/rfc/rfc8628#section-3.4
func (c *Client) Poll(ctx context.Context, deviceCode secret.String) (Tokens, error) {
	return c.authenticate(ctx, request{polling: true, form: url.Values{
		"grant_type":  {"urn:ietf:params:oauth:grant-type:device_code"},
		"device_code": {deviceCode.Reveal()},
	}})
}

// sleep waits for d or for the context, whose error it returns.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
