package workos_test

import (
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

func TestLogout(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		id := s.Login(0).SessionID
		if err := c.Logout(t.Context(), id); err != nil || !s.Ended(id) || len(s.Requests()) != 1 {
			t.Errorf("%v, %d requests, ended: %v", err, len(s.Requests()), s.Ended(id))
		}
		if err := c.Logout(t.Context(), "session_unknown"); kindOf(err) != workos.Refused {
			t.Errorf("an unknown session: %v", err)
		}
		s.Fail(authtest.Logout, 0, authtest.Late(time.Minute))
		began := time.Now()
		err := c.Logout(t.Context(), id)
		if shown(t, err) != "no answer in time" || time.Since(began) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestVerify(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		bearer string
		fault  authtest.Fault
		want   workos.Verification
	}{
		{"accepted", "key-that-is-good", authtest.Fault{}, workos.Verified},
		{"not accepted", "key-that-is-not", authtest.Fault{}, workos.Rejected},
		{"forbidden", "key-that-is-good", authtest.Status(403, ""), workos.Rejected},
		{"a long list", "key-that-is-good", authtest.Body(200, " ["+strings.Repeat("{},", 1<<19)+"{}]"), workos.Verified},
		{"a page", "key-that-is-good", authtest.HTML(200), workos.Undecided},
		{"a redirect to a page", "key-that-is-good", authtest.Redirect("/login"), workos.Undecided},
		{"out of order", "key-that-is-good", authtest.Status(503, ""), workos.Undecided},
		{"not there", "key-that-is-good", authtest.Status(404, ""), workos.Undecided},
		{"no connection", "key-that-is-good", authtest.Drop(), workos.Undecided},
		{"a stalled answer", "key-that-is-good", authtest.Delay(time.Minute), workos.Undecided},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &authtest.Server{APIKeys: []string{"key-that-is-good"}}
			s.Fail(authtest.Sandboxes, 0, tt.fault)
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				got, err := c.Verify(t.Context(), base+"/", secret.New(tt.bearer))
				if got != tt.want || (err != nil) != (tt.want == workos.Undecided) || len(s.Requests()) != 1 {
					t.Errorf("got %s, %v, %d requests; want %s", got, err, len(s.Requests()), tt.want)
				}
				if err != nil {
					shown(t, err)
				}
			})
		})
	}
	got, err := client(nil).Verify(t.Context(), "http://app.example", secret.New("key"))
	if got != workos.Undecided || kindOf(err) != workos.NotSent {
		t.Errorf("http elsewhere: %s, %v", got, err)
	}
}

// A bearer that would break out of its header is not sent.
func TestBearerStaysInItsHeader(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		got, err := c.Verify(t.Context(), base, secret.New("planted\r\nHost: elsewhere"))
		if got != workos.Undecided || err == nil || strings.Contains(err.Error(), "planted") || len(s.Requests()) != 0 {
			t.Errorf("%s, %v, %d requests", got, err, len(s.Requests()))
		}
	})
}
