package authtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Fault spoils an answer.
type Fault struct {
	delay  time.Duration // before the request is performed
	late   time.Duration // after it was
	idle   bool          // whether it is not performed at all
	end    ending
	echo   bool // whether the answer repeats what was sent
	change func(*answer)
}

type fault struct {
	Fault
	endpoint Endpoint
	nth      int
}

// Fail spoils the answer to the nth request of a kind, counted from 1; 0 is all of
// them. If several faults fit a request, the first one given counts.
func (s *Server) Fail(endpoint Endpoint, nth int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fault{f, endpoint, nth})
}

// Drop closes the connection without performing the request.
func Drop() Fault { return Fault{idle: true, end: dropped} }

// Reset is [Drop] by a TCP reset.
func Reset() Fault { return Fault{idle: true, end: reset} }

// Lose performs the request, so that a token that it spends is spent, and closes
// the connection without an answer.
func Lose() Fault { return Fault{end: dropped} }

// Truncate performs the request and breaks off in the middle of the answer.
func Truncate() Fault { return Fault{end: truncated} }

// Delay waits before it performs the request, which it does not if the client has
// gone by then.
func Delay(d time.Duration) Fault { return Fault{delay: d} }

// Late performs the request at once and answers after d.
func Late(d time.Duration) Fault { return Fault{late: d} }

// Status answers with a status, a Retry-After unless it is empty, and nothing
// else.
func Status(status int, retryAfter string) Fault {
	return instead(func(a *answer) {
		*a = apiError(status, "test", http.StatusText(status))
		if retryAfter != "" {
			a.header.Set("Retry-After", retryAfter)
		}
	})
}

// OAuthError answers with {"error", "error_description"}.
func OAuthError(status int, code, description string) Fault {
	return instead(func(a *answer) { *a = oauthError(status, code, description) })
}

// APIError answers with {"code", "message"}.
func APIError(status int, code, message string) Fault {
	return instead(func(a *answer) { *a = apiError(status, code, message) })
}

// HTML answers with a page, as a captive portal does.
func HTML(status int) Fault {
	return instead(func(a *answer) {
		*a = answer{status, http.Header{"Content-Type": {"text/html"}}, "<!doctype html><title>\x1b[31mPortal</title><p>Sign in to the network.</p>\n"}
	})
}

// Redirect answers with a 307, which asks the client to send its tokens to another
// URL.
func Redirect(to string) Fault {
	return instead(func(a *answer) {
		*a = answer{http.StatusTemporaryRedirect, http.Header{"Location": {to}}, ""}
	})
}

// Body answers with the given status and body.
func Body(status int, body string) Fault {
	return instead(func(a *answer) {
		*a = answer{status, http.Header{"Content-Type": {"application/json"}}, body}
	})
}

// Echo refuses a request with all that was sent in the description, secrets too.
func Echo() Fault { return Fault{idle: true, echo: true} }

// ContentType performs the request and declares another type for the answer.
func ContentType(contentType string) Fault {
	return Fault{change: func(a *answer) { a.header.Set("Content-Type", contentType) }}
}

// Member performs the request and replaces a member of the answer by value, which
// is JSON; an empty value removes the member.
func Member(name, value string) Fault {
	return Fault{change: func(a *answer) {
		var members map[string]json.RawMessage
		if json.Unmarshal([]byte(a.body), &members) != nil {
			return
		}
		delete(members, name)
		text := "{"
		for other, v := range members {
			text += strconv.Quote(other) + ":" + string(v) + ","
		}
		// Not by an encoder: value may be a number that none writes.
		if value != "" {
			text += strconv.Quote(name) + ":" + value + ","
		}
		a.body = strings.TrimSuffix(text, ",") + "}"
	}}
}

func instead(change func(*answer)) Fault { return Fault{idle: true, change: change} }

// FailText is [Server.Fail] for a script. text is ENDPOINT[#NTH]:FAULT[=VALUE],
// such as refresh#2:status=503, poll:delay=20s or device#1:redirect=URL; the
// value of member is NAME=JSON, of error and apierror STATUS,CODE,WORDS, of
// body STATUS,TEXT, of status STATUS[,RETRY-AFTER].
func (s *Server) FailText(text string) error {
	where, what, _ := strings.Cut(text, ":")
	endpoint, count, counted := strings.Cut(where, "#")
	nth := 0
	if counted {
		var err error
		if nth, err = strconv.Atoi(count); err != nil {
			return err
		}
	}
	switch Endpoint(endpoint) {
	case Device, Poll, Refresh, Logout, Sandboxes, Other:
	default:
		return errors.New("unknown endpoint " + strconv.Quote(endpoint))
	}
	f, err := parseFault(what)
	if err != nil {
		return err
	}
	s.Fail(Endpoint(endpoint), nth, f)
	return nil
}

func parseFault(text string) (Fault, error) {
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "drop":
		return Drop(), nil
	case "reset":
		return Reset(), nil
	case "lose":
		return Lose(), nil
	case "echo":
		return Echo(), nil
	case "truncate":
		return Truncate(), nil
	case "redirect":
		return Redirect(value), nil
	case "type":
		return ContentType(value), nil
	case "member":
		member, text, _ := strings.Cut(value, "=")
		return Member(member, text), nil
	case "delay", "late":
		d, err := time.ParseDuration(value)
		if name == "late" {
			return Late(d), err
		}
		return Delay(d), err
	case "status", "html", "error", "apierror", "body":
		return parseAnswer(name, value)
	}
	return Fault{}, errors.New("unknown fault " + strconv.Quote(name))
}

// parseAnswer parses the faults whose value starts with a status.
func parseAnswer(name, value string) (Fault, error) {
	number, rest, _ := strings.Cut(value, ",")
	status, err := strconv.Atoi(number)
	if err == nil && (status < 200 || status > 999) {
		err = errors.New("no such status")
	}
	code, words, _ := strings.Cut(rest, ",")
	switch name {
	case "status":
		return Status(status, rest), err
	case "html":
		return HTML(status), err
	case "error":
		return OAuthError(status, code, words), err
	case "apierror":
		return APIError(status, code, words), err
	default:
		return Body(status, rest), err
	}
}
