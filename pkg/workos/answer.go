package workos

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"amika.dev/pkg/secret"
)

// A text is a member that should be a string. It is empty if it is anything
// else, so that one odd member does not cost the others.
type text string

// UnmarshalJSON never fails.
func (t *text) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) != nil {
		s = ""
	}
	*t = text(s)
	return nil
}

// A number is a member that should be a number of seconds, which may come as a
// string. It is not given if it is anything else.
type number struct {
	value float64
	given bool
}

// UnmarshalJSON never fails.
func (n *number) UnmarshalJSON(data []byte) error {
	value, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	// A number too large for a float64 comes as an infinity.
	*n = number{value, (err == nil || errors.Is(err, strconv.ErrRange)) && !math.IsNaN(value)}
	return nil
}

// duration returns the number within limits, or fallback if it is not given.
func (n number) duration(shortest, longest, fallback time.Duration) time.Duration {
	if !n.given {
		return fallback
	}
	seconds := max(shortest.Seconds(), min(n.value, longest.Seconds()))
	return time.Duration(seconds * float64(time.Second))
}

// Limits and defaults for the times that the server gives.
const (
	minInterval = time.Second
	maxInterval = time.Minute
	// https://www.rfc-editor.org/rfc/rfc8628#section-3.2: 5 seconds if absent.
	defaultInterval = 5 * time.Second
	minLife         = time.Second
	maxLife         = 30 * time.Minute
	defaultLife     = 15 * time.Minute
)

// parsePending parses the answer that holds a device code and arrived at now.
//
// https://www.rfc-editor.org/rfc/rfc8628#section-3.2
func parsePending(body []byte, now time.Time) (Pending, bool) {
	var from struct {
		DeviceCode              text   `json:"device_code"`
		UserCode                text   `json:"user_code"`
		VerificationURI         text   `json:"verification_uri"`
		VerificationURIComplete text   `json:"verification_uri_complete"`
		ExpiresIn               number `json:"expires_in"`
		Interval                number `json:"interval"`
	}
	if json.Unmarshal(body, &from) != nil || !secret.IsPrintable(string(from.DeviceCode)) || from.DeviceCode == "" || from.UserCode == "" || from.VerificationURI == "" {
		return Pending{}, false
	}
	// Without the monotonic clock, which stops while a laptop sleeps.
	now = now.Round(0)
	interval := from.Interval.duration(minInterval, maxInterval, defaultInterval)
	return Pending{
		DeviceCode:              secret.New(string(from.DeviceCode)),
		UserCode:                string(from.UserCode),
		VerificationURI:         string(from.VerificationURI),
		VerificationURIComplete: string(from.VerificationURIComplete),
		ExpiresAt:               now.Add(from.ExpiresIn.duration(minLife, maxLife, defaultLife)),
		NextPoll:                now.Add(interval),
		Interval:                interval,
	}, true
}

// parseTokens parses the answer that holds tokens.
//
// https://www.rfc-editor.org/rfc/rfc6749#section-5.1
func parseTokens(body []byte) (Tokens, bool) {
	var from struct {
		AccessToken    text            `json:"access_token"`
		RefreshToken   text            `json:"refresh_token"`
		OrganizationID text            `json:"organization_id"`
		User           json.RawMessage `json:"user"`
	}
	if json.Unmarshal(body, &from) != nil || from.AccessToken == "" || !secret.IsPrintable(string(from.AccessToken)) || !secret.IsPrintable(string(from.RefreshToken)) {
		return Tokens{}, false
	}
	var user struct {
		ID    text `json:"id"`
		Email text `json:"email"`
	}
	_ = json.Unmarshal(from.User, &user) // the tokens are good without it
	return Tokens{
		AccessToken:    secret.New(string(from.AccessToken)),
		RefreshToken:   secret.New(string(from.RefreshToken)),
		UserID:         string(user.ID),
		Email:          string(user.Email),
		OrganizationID: string(from.OrganizationID),
	}, true
}

// parseRefusal parses either form of error that WorkOS sends, {"error",
// "error_description"} or {"code", "message"}, into its code and its words. Both
// are empty for any other form. whole is false for an object that breaks off.
//
// https://www.rfc-editor.org/rfc/rfc6749#section-5.2
func parseRefusal(body []byte) (code, words string, whole bool) {
	var from struct {
		Error       text `json:"error"`
		Description text `json:"error_description"`
		Code        text `json:"code"`
		Message     text `json:"message"`
	}
	if err := json.Unmarshal(body, &from); err != nil {
		return "", "", !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
	}
	code, words = string(from.Error), string(from.Description)
	// "Bad Request" beside a code is no code.
	if code == "" || from.Code != "" && strings.Contains(code, " ") {
		code = string(from.Code)
	}
	if words == "" {
		words = string(from.Message)
	}
	return code, words, true
}

// retryAfter returns how long the server asks to wait, at most the life of a
// code.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	var wait time.Duration
	if seconds, err := strconv.ParseFloat(value, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		wait = number{seconds, !math.IsNaN(seconds)}.duration(0, maxLife, 0)
	} else if date, err := http.ParseTime(value); err == nil {
		wait = date.Sub(now)
	}
	return max(0, min(wait, maxLife))
}

// startsAsJSON reports whether body begins an object or an array.
func startsAsJSON(body io.Reader) bool {
	var first [512]byte
	n, _ := io.ReadFull(body, first[:])
	start := bytes.TrimLeft(first[:n], " \t\r\n")
	return len(start) > 0 && (start[0] == '{' || start[0] == '[')
}
