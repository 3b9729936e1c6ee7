// Package authtest provides a WorkOS for tests, in the manner of
// [net/http/httptest]: it gives out device codes, rotates refresh tokens of one
// use each, and can be told to spoil any answer ([Server.Fail]). It also has the
// one endpoint of Amika that tells whether a credential is accepted.
//
// Point AMIKA_WORKOS_API_URL and AMIKA_API_URL at it, or [Server.Pipe] a
// transport, which works under [testing/synctest].
package authtest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"
)

// An Endpoint is a kind of request.
type Endpoint string

// The kinds of requests. Polls and refreshes go to the same path.
const (
	Device    Endpoint = "device"    // for a device code
	Poll      Endpoint = "poll"      // for the user's decision
	Refresh   Endpoint = "refresh"   // for new tokens
	Logout    Endpoint = "logout"    // to end a session
	Sandboxes Endpoint = "sandboxes" // of Amika: the list that needs a credential
	Other     Endpoint = "other"     // to any other path, or not in the right form
)

// A Server behaves like WorkOS. The zero value is ready to use. Its exported
// fields must not be changed once it serves.
type Server struct {
	Now            func() time.Time // nil: [time.Now]
	ClientID       string           // the only one that is accepted; empty: any
	UserID         string           // empty: user_01TEST
	Email          string           // empty: dev@example.com
	OrganizationID string           // empty: org_01TEST
	Interval       time.Duration    // between polls; 0: 5 s
	CodeLife       time.Duration    // of a device code; 0: 5 minutes
	TokenLife      time.Duration    // of an access token; 0: 5 minutes
	// ReplayWindow is how long a spent refresh token still yields the pair that it
	// was spent on; 0: 30 s; negative: not at all.
	ReplayWindow time.Duration
	ApproveAfter int      // the number of the poll that finds a code approved; 0: see [Server.Approve]
	StepUp       string   // what an approved login still needs, such as organization_selection_required
	APIKeys      []string // accepted by Amika, beside the access tokens

	mu       sync.Mutex
	requests []Received
	faults   []fault
	codes    []*code
	sessions []*session
	serial   int // of the last unique name
}

// A Received is a request that was received.
type Received struct {
	Endpoint Endpoint
	At       time.Time
	Form     url.Values // and the query
	Header   http.Header
}

// Count returns how many requests of a kind were received, including those with a
// fault.
func (s *Server) Count(endpoint Endpoint) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Endpoint == endpoint {
			n++
		}
	}
	return n
}

// Requests returns all requests that were received, in order.
func (s *Server) Requests() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ServeHTTP answers a request. Where a fault breaks the connection, it panics with
// [http.ErrAbortHandler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	_ = r.ParseForm() // what can't be read lacks something below
	endpoint := endpointOf(r)
	f := s.receive(endpoint, r)
	if !wait(r, f.delay) {
		return
	}
	var a answer
	if !f.idle {
		a = s.answer(endpoint, r)
	}
	if f.echo {
		a = oauthError(http.StatusBadRequest, "echo", "\x1b[31m\u202e"+r.Form.Encode()+" "+r.Header.Get("Authorization"))
	}
	if f.change != nil {
		f.change(&a)
	}
	if !wait(r, f.late) {
		return
	}
	a.write(w, f.end)
}

// receive records a request, and returns its fault.
func (s *Server) receive(endpoint Endpoint, r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Received{endpoint, s.now(), r.Form, r.Header})
	nth := 0
	for _, earlier := range s.requests {
		if earlier.Endpoint == endpoint {
			nth++
		}
	}
	for _, f := range s.faults {
		if f.endpoint == endpoint && (f.nth == 0 || f.nth == nth) {
			return f.Fault
		}
	}
	return Fault{}
}

func endpointOf(r *http.Request) Endpoint {
	switch r.Method + " " + r.URL.Path {
	case "POST /user_management/authorize/device":
		return Device
	case "POST /user_management/authenticate":
		switch r.PostForm.Get("grant_type") {
		case "urn:ietf:params:oauth:grant-type:device_code":
			return Poll
		case "refresh_token":
			return Refresh
		}
	case "GET /user_management/sessions/logout":
		return Logout
	case "GET /api/v0beta1/sandboxes":
		return Sandboxes
	}
	return Other
}

// answer performs a request.
func (s *Server) answer(endpoint Endpoint, r *http.Request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch endpoint {
	case Device, Poll, Refresh:
		if id := r.PostForm.Get("client_id"); id == "" || s.ClientID != "" && id != s.ClientID {
			return oauthError(http.StatusBadRequest, "invalid_client", "Invalid client ID.")
		}
	}
	switch endpoint {
	case Device:
		return s.device(r)
	case Poll:
		return s.poll(r)
	case Refresh:
		return s.refresh(r)
	case Logout:
		return s.logout(r)
	case Sandboxes:
		return s.sandboxes(r)
	default:
		return apiError(http.StatusNotFound, "not_found", "There is nothing here.")
	}
}

// wait waits, and reports whether the client is still there.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (s *Server) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// unique returns a name that this server has not used before.
func (s *Server) unique(prefix string) string {
	s.serial++
	return prefix + strconv.Itoa(s.serial)
}
