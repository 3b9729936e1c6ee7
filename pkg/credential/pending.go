package credential

import (
	"errors"
	"math"
	"time"

	"amika.dev/pkg/secret"
)

// A PendingLogin is the content of pending-login.json: a login that one process
// has started and another finishes, or how it ended.
type PendingLogin struct {
	DeviceCode              secret.String
	UserCode                string
	VerificationURI         string
	VerificationURIComplete string        // may be empty
	ExpiresAt               time.Time     // of the device code
	NextPoll                time.Time     // no poll is due before
	Interval                time.Duration // between polls
	BaseURL                 string        // of the server that was asked
	ClientID                string
	Outcome                 *Outcome // nil while the login is pending
}

// An Outcome is how a pending login ended. It holds nothing secret.
type Outcome struct {
	Result         string // such as logged_in or denied
	EndedAt        time.Time
	Reason         string // why it failed; empty after a success
	Hint           string // what the user can do about that; may be empty
	Email          string // of who is logged in; may be empty
	OrganizationID string
	ExpiresAt      time.Time // of the access token; zero if unknown
}

func decodePending(o object) (PendingLogin, error) {
	if result := o.label("result"); result != "" {
		outcome := &Outcome{
			Result: result, EndedAt: o.time("ended_at"), Reason: o.label("reason"), Hint: o.label("hint"),
			Email: o.label("email"), OrganizationID: o.label("organization_id"), ExpiresAt: o.time("expires_at"),
		}
		return PendingLogin{Outcome: outcome}, nil
	}
	code, err := o.token("device_code")
	if err != nil {
		return PendingLogin{}, err
	}
	seconds, _ := o.number("interval")
	p := PendingLogin{
		DeviceCode: code, UserCode: o.label("user_code"),
		VerificationURI: o.label("verification_uri"), VerificationURIComplete: o.label("verification_uri_complete"),
		ExpiresAt: o.time("expires_at"), NextPoll: o.time("next_poll"), Interval: toDuration(seconds),
		BaseURL: o.label("base"), ClientID: o.label("client_id"),
	}
	if code.Reveal() == "" || p.ExpiresAt.IsZero() || p.BaseURL == "" || p.ClientID == "" {
		return PendingLogin{}, errors.New("it holds no login")
	}
	return p, nil
}

// toDuration converts seconds, which may be more than a duration can hold.
func toDuration(seconds float64) time.Duration {
	const most = float64(math.MaxInt64 / int64(time.Second))
	return time.Duration(max(0, min(seconds, most)) * float64(time.Second))
}

func encodePending(p PendingLogin) object {
	var o object
	if end := p.Outcome; end != nil {
		o.set("result", end.Result)
		o.setTime("ended_at", end.EndedAt)
		o.set("reason", end.Reason)
		o.set("hint", end.Hint)
		o.set("email", end.Email)
		o.set("organization_id", end.OrganizationID)
		o.setTime("expires_at", end.ExpiresAt)
		return o
	}
	o.set("device_code", p.DeviceCode.Reveal())
	o.set("user_code", p.UserCode)
	o.set("verification_uri", p.VerificationURI)
	o.set("verification_uri_complete", p.VerificationURIComplete)
	o.setTime("expires_at", p.ExpiresAt)
	o.setTime("next_poll", p.NextPoll)
	o.set("interval", p.Interval.Seconds())
	o.set("base", p.BaseURL)
	o.set("client_id", p.ClientID)
	return o
}
