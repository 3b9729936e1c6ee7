package workos_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

func start(t *testing.T, c *workos.Client) workos.Pending {
	t.Helper()
	p, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// gaps are the whole seconds between the device code and each poll.
func gaps(s *authtest.Server) []int {
	var all []int
	requests := s.Requests()
	for i := range len(requests) - 1 {
		all = append(all, int(requests[i+1].At.Sub(requests[i].At).Round(time.Second).Seconds()))
	}
	return all
}

func TestWait(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		faults []authtest.Fault // of the first polls
		gaps   []int            // before each poll, until the last, which is approved
	}{
		{"at the third poll", nil, []int{5, 5, 5}},
		{"slow_down is for good", []authtest.Fault{slow()}, []int{5, 10, 10}},
		{"slow_down adds up", []authtest.Fault{slow(), slow()}, []int{5, 10, 15}},
		{"slow_down again and again", slices.Repeat([]authtest.Fault{slow()}, 4), []int{5, 10, 15, 25, 35}},
		{"slow_down in another form", []authtest.Fault{authtest.APIError(429, "slow_down", "")}, []int{5, 10, 10}},
		{"pending in another form", []authtest.Fault{authtest.APIError(403, "authorization_pending", "")}, []int{5, 5, 5}},
		{"dropped", []authtest.Fault{authtest.Drop(), authtest.Reset()}, []int{5, 10, 20, 5, 5}},
		{"408", []authtest.Fault{authtest.Status(408, "")}, []int{5, 10, 5, 5}},
		{"429", []authtest.Fault{authtest.Status(429, "")}, []int{5, 10, 5, 5}},
		{"429 with a long wait", []authtest.Fault{authtest.Status(429, "33")}, []int{5, 33, 5, 5}},
		{"429 with a short wait", []authtest.Fault{authtest.Status(429, "1")}, []int{5, 10, 5, 5}},
		{"500", []authtest.Fault{authtest.Status(500, "")}, []int{5, 10, 5, 5}},
		{"503 with a long wait", []authtest.Fault{authtest.Status(503, "20")}, []int{5, 20, 5, 5}},
		{"HTML", []authtest.Fault{authtest.HTML(200), authtest.HTML(502)}, []int{5, 10, 20, 5, 5}},
		{"cut", []authtest.Fault{authtest.Body(400, `{"error":"authorization_pe`)}, []int{5, 10, 5, 5}},
		{"null", []authtest.Fault{authtest.Body(200, "null")}, []int{5, 10, 5, 5}},
		{"no token", []authtest.Fault{authtest.Body(200, `{"access_token":""}`)}, []int{5, 10, 5, 5}},
		{"too long", []authtest.Fault{authtest.Body(400, `{"error":"access_denied"`+strings.Repeat(" ", 1<<20)+"}")}, []int{5, 10, 5, 5}},
		{"stalled", []authtest.Fault{authtest.Delay(time.Hour)}, []int{5, 20, 5, 5}},
		{"backoff has a limit", slices.Repeat([]authtest.Fault{authtest.Drop()}, 5), []int{5, 10, 20, 40, 60, 60}},
		{"slow_down, then trouble", []authtest.Fault{slow(), authtest.Drop()}, []int{5, 10, 20, 10}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &authtest.Server{ApproveAfter: len(tt.gaps) - len(tt.faults)}
			for i, f := range tt.faults {
				s.Fail(authtest.Poll, i+1, f)
			}
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				p := start(t, c)
				tokens, err := c.Wait(t.Context(), &p, workos.Waiter{})
				if err != nil || tokens.RefreshToken.Reveal() == "" || tokens.Email != "dev@example.com" {
					t.Fatalf("got %+v, %v", tokens, err)
				}
				if got := gaps(s); !slices.Equal(got, tt.gaps) {
					t.Errorf("gaps %v, want %v", got, tt.gaps)
				}
			})
		})
	}
}

func slow() authtest.Fault { return authtest.OAuthError(400, "slow_down", "") }

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		fault        authtest.Fault
		kind         workos.Kind
		reason, hint string // the hint: a part of it
	}{
		{"denied", authtest.OAuthError(400, "access_denied", "\x1b[31mNo."), workos.Refused, `\x1b[31mNo. (access_denied)`, "approve it"},
		{"denied in another form", authtest.APIError(403, "access_denied", "No."), workos.Refused, "No. (access_denied)", "approve it"},
		{"expired", authtest.OAuthError(400, "expired_token", "Too late."), workos.Expired, "Too late. (expired_token)", "auth login"},
		{"invalid_grant", authtest.OAuthError(400, "invalid_grant", ""), workos.InvalidGrant, "invalid_grant (status 400)", "auth login"},
		{"wrong client", authtest.OAuthError(401, "invalid_client", ""), workos.Refused, "invalid_client (status 401)", "AMIKA_WORKOS_CLIENT_ID"},
		{"404 in HTML", authtest.HTML(404), workos.Refused, "an answer that isn't WorkOS's: a page of HTML (status 404 Not Found)", "no proxy or login page"},
		{"organization", authtest.APIError(403, "organization_selection_required", "Choose."), workos.Refused, "Choose. (organization_selection_required)", "choose one"},
		{"single sign-on", authtest.OAuthError(403, "sso_required", "Use it."), workos.Refused, "Use it. (sso_required)", "the way your organization asks for"},
		{"second factor", authtest.APIError(403, "mfa_enrollment", "Enroll."), workos.Refused, "Enroll. (mfa_enrollment)", "second factor"},
		{"email", authtest.APIError(403, "email_verification_required", "Verify."), workos.Refused, "Verify. (email_verification_required)", "verify your email"},
		{"another step", authtest.APIError(403, "new_step", "Do."), workos.Refused, "Do. (new_step)", "sign in at"},
		{"redirect", authtest.Redirect("https://elsewhere.example"), workos.Redirected, "a redirect (status 307), which is not followed", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &authtest.Server{ApproveAfter: 1}
			s.Fail(authtest.Poll, 1, tt.fault)
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				p := start(t, c)
				_, err := c.Wait(t.Context(), &p, workos.Waiter{})
				if kindOf(err) != tt.kind || shown(t, err) != tt.reason || s.Count(authtest.Poll) != 1 {
					t.Fatalf("kind %d, want %d; %q, want %q; %d polls", kindOf(err), tt.kind, shown(t, err), tt.reason, s.Count(authtest.Poll))
				}
				if e, _ := errors.AsType[*workos.Error](err); !strings.Contains(e.Advice, tt.hint) || (e.Advice == "") != (tt.hint == "") {
					t.Errorf("hint %q", e.Advice)
				}
			})
		})
	}
}

func TestStepUpShowsNoToken(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{ApproveAfter: 1, StepUp: "organization_selection_required"}
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		p := start(t, c)
		_, err := c.Wait(t.Context(), &p, workos.Waiter{})
		if got := shown(t, err); got != "The login needs another step. (organization_selection_required)" {
			t.Errorf("got %q", got)
		}
	})
}

func TestCodeExpires(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{CodeLife: 12 * time.Second}
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		p := start(t, c)
		began := time.Now()
		_, err := c.Wait(t.Context(), &p, workos.Waiter{})
		if kindOf(err) != workos.Expired || shown(t, err) != "the code expired before the login was approved" || time.Since(began) != 12*time.Second || s.Count(authtest.Poll) != 2 {
			t.Errorf("%v after %v and %d polls", err, time.Since(began), s.Count(authtest.Poll))
		}
	})
}

func TestTroubleUntilTheCodeExpires(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	s.Fail(authtest.Poll, 0, authtest.Status(503, "100000"))
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		p := start(t, c)
		var told []error
		_, err := c.Wait(t.Context(), &p, workos.Waiter{Trouble: func(err error) { told = append(told, err) }})
		const want = "the code expired before the login was approved, and the last request failed: Service Unavailable (test)"
		if shown(t, err) != want || len(told) != 1 || shown(t, told[0]) != "Service Unavailable (test)" {
			t.Errorf("%v; told %v", err, told)
		}
	})
}

func TestUntil(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		p := start(t, c)
		until := func(d time.Duration) (time.Duration, int, error) {
			began, before := time.Now(), s.Count(authtest.Poll)
			_, err := c.Wait(t.Context(), &p, workos.Waiter{Until: began.Add(d)})
			return time.Since(began), s.Count(authtest.Poll) - before, err
		}
		if took, polls, err := until(4 * time.Second); err != workos.ErrPending || polls != 0 || took != 4*time.Second {
			t.Errorf("none is due: %v, %d polls, %v", took, polls, err)
		}
		time.Sleep(time.Second)
		if took, polls, err := until(0); err != workos.ErrPending || polls != 1 || took != 0 {
			t.Errorf("one is due now: %v, %d polls, %v", took, polls, err)
		}
		if took, polls, err := until(11 * time.Second); err != workos.ErrPending || polls != 2 || took != 11*time.Second {
			t.Errorf("two are due: %v, %d polls, %v", took, polls, err)
		}
		s.Approve()
		s.Fail(authtest.Poll, 4, authtest.Late(8*time.Second))
		if took, polls, err := until(4 * time.Second); err != nil || polls != 1 || took != 12*time.Second {
			t.Errorf("a poll under way is broken off: %v, %d polls, %v", took, polls, err)
		}
	})
}

// A flow that several processes take up, one after the other, keeps its pace.
func TestTakenUp(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{ApproveAfter: 3}
	s.Fail(authtest.Poll, 1, slow())
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		stored := start(t, c)
		keep := func(p workos.Pending) error {
			stored = p
			return nil
		}
		for tries := 0; ; tries++ {
			p := stored
			_, err := c.Wait(t.Context(), &p, workos.Waiter{Until: time.Now().Add(3 * time.Second), Changed: keep})
			if err == nil {
				break
			}
			if err != workos.ErrPending || tries > 20 {
				t.Fatalf("%v after %d tries", err, tries)
			}
		}
		if got := gaps(s); !slices.Equal(got, []int{5, 10, 10, 10}) {
			t.Errorf("gaps %v", got)
		}
	})
}

// Who dies during a poll has said before that the next one has to wait.
func TestChangedBeforeThePoll(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		p := start(t, c)
		full := errors.New("no space left")
		_, err := c.Wait(t.Context(), &p, workos.Waiter{Changed: func(p workos.Pending) error {
			if wait := time.Until(p.NextPoll); wait != 10*time.Second || s.Count(authtest.Poll) != 0 {
				t.Errorf("next poll in %v, after %d", wait, s.Count(authtest.Poll))
			}
			return full
		}})
		if err != full || s.Count(authtest.Poll) != 0 {
			t.Errorf("%v, %d polls", err, s.Count(authtest.Poll))
		}
	})
}

func TestWaitIsInterrupted(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{0, 2 * time.Second, 6 * time.Second} { // at once, between polls, in one
		s := new(authtest.Server)
		s.Fail(authtest.Poll, 0, authtest.Delay(time.Hour))
		inBubble(t, s, func(t *testing.T, c *workos.Client) {
			p := start(t, c)
			ctx, cancel := context.WithTimeout(t.Context(), after)
			defer cancel()
			began := time.Now()
			if _, err := c.Wait(ctx, &p, workos.Waiter{}); err != context.DeadlineExceeded || time.Since(began) != after {
				t.Errorf("%v after %v, want %v", err, time.Since(began), after)
			}
		})
	}
}

// What was stored may come from anybody.
func TestStoredNonsense(t *testing.T) {
	t.Parallel()
	const never = 1000 * time.Hour
	tests := []struct {
		name             string
		next, expires    time.Duration // from now
		interval, most   time.Duration
		polls, leastGaps int
	}{
		{"far away", never, never, never, 30 * time.Minute, 2, 2},
		{"no interval", 0, 10 * time.Second, 0, 10 * time.Second, 10, 1},
		{"a negative interval", -never, 3 * time.Second, -never, 3 * time.Second, 3, 1},
		{"long gone", -never, -never, time.Second, 0, 0, 0},
		{"no code lives that long", 0, never, 10 * time.Minute, 30 * time.Minute, 3, 600},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := new(authtest.Server)
			s.Fail(authtest.Poll, 0, authtest.OAuthError(400, "authorization_pending", ""))
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				began := time.Now()
				p := workos.Pending{DeviceCode: secret.New("d"), NextPoll: began.Add(tt.next), ExpiresAt: began.Add(tt.expires), Interval: tt.interval}
				_, err := c.Wait(t.Context(), &p, workos.Waiter{})
				if took := time.Since(began); kindOf(err) != workos.Expired || took != tt.most || s.Count(authtest.Poll) != tt.polls {
					t.Errorf("%v after %v and %d polls; want %v and %d", err, took, s.Count(authtest.Poll), tt.most, tt.polls)
				}
				for _, gap := range gaps(s) {
					if gap < tt.leastGaps {
						t.Errorf("gaps %v", gaps(s))
					}
				}
			})
		})
	}
}
