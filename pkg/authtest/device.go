package authtest

import (
	"cmp"
	"net/http"
	"strings"
	"time"
)

// A code is a device code.
type code struct {
	device, user string
	expires      time.Time
	interval     time.Duration
	polled       time.Time // or made, if it was never polled
	polls        int
	state        state
}

// A state is what the user has made of a code.
type state int

const (
	undecided state = iota
	approved
	denied
	spent
)

// Approve lets every login go on that waits for the user. It reports whether
// there was one.
func (s *Server) Approve() bool { return s.decide(approved) }

// Deny refuses every login that waits for the user. It reports whether there
// was one.
func (s *Server) Deny() bool { return s.decide(denied) }

func (s *Server) decide(to state) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := false
	for _, c := range s.codes {
		if c.state == undecided {
			c.state, found = to, true
		}
	}
	return found
}

// Expire ends the life of every device code.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.codes {
		c.expires = s.now()
	}
}

func (s *Server) device(r *http.Request) answer {
	letters := strings.NewReplacer("0", "B", "1", "C", "2", "D", "3", "F", "4", "G", "5", "H", "6", "J", "7", "K", "8", "L", "9", "M")
	number := s.unique("")
	c := &code{
		device:   "authtest-device-" + number,
		user:     "WXYZ-" + letters.Replace(strings.Repeat("0", max(0, 4-len(number)))+number),
		expires:  s.now().Add(cmp.Or(s.CodeLife, 5*time.Minute)),
		interval: cmp.Or(s.Interval, 5*time.Second),
		polled:   s.now(),
	}
	s.codes = append(s.codes, c)
	page := "http://" + r.Host + "/device"
	if r.TLS != nil {
		page = "https://" + r.Host + "/device"
	}
	return object(http.StatusOK, map[string]any{
		"device_code":               c.device,
		"user_code":                 c.user,
		"verification_uri":          page,
		"verification_uri_complete": page + "?user_code=" + c.user,
		"expires_in":                c.expires.Sub(s.now()).Seconds(),
		"interval":                  c.interval.Seconds(),
	})
}

func (s *Server) poll(r *http.Request) answer {
	var c *code
	for _, known := range s.codes {
		if known.device == r.PostForm.Get("device_code") {
			c = known
		}
	}
	if c == nil || c.state == spent {
		return oauthError(http.StatusBadRequest, "invalid_grant", "The device code is invalid.")
	}
	since := s.now().Sub(c.polled)
	c.polled = s.now()
	c.polls++
	switch {
	case !s.now().Before(c.expires):
		return oauthError(http.StatusBadRequest, "expired_token", "The device code has expired.")
	case c.state == denied:
		return oauthError(http.StatusBadRequest, "access_denied", "The user denied the authorization request.")
	case since < c.interval:
		c.interval += 5 * time.Second
		return oauthError(http.StatusBadRequest, "slow_down", "The client is polling too quickly.")
	case c.state != approved && (s.ApproveAfter == 0 || c.polls < s.ApproveAfter):
		return oauthError(http.StatusBadRequest, "authorization_pending", "The authorization request is still pending.")
	}
	c.state = spent
	if s.StepUp != "" {
		return s.stepUp()
	}
	return object(http.StatusOK, s.tokens(s.open()))
}

// stepUp returns the answer to a login that was approved and needs another step.
func (s *Server) stepUp() answer {
	return object(http.StatusForbidden, map[string]any{
		"code":                         s.StepUp,
		"message":                      "The login needs another step.",
		"pending_authentication_token": s.unique("authtest-pending-"),
		"user":                         s.user(),
		"organizations":                []any{map[string]string{"id": "org_01A", "name": "A"}, map[string]string{"id": "org_01B", "name": "B"}},
	})
}
