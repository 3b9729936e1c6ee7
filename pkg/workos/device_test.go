package workos_test

import (
	"context"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/workos"
)

func TestStart(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{ClientID: "client_test"}
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		now := time.Now()
		p, err := c.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if p.DeviceCode.Reveal() != "authtest-device-1" || p.UserCode != "WXYZ-BBBC" ||
			p.VerificationURI != base+"/device" || p.VerificationURIComplete != base+"/device?user_code=WXYZ-BBBC" ||
			!p.ExpiresAt.Equal(now.Add(5*time.Minute)) || p.Interval != 5*time.Second || !p.NextPoll.Equal(now.Add(5*time.Second)) {
			t.Errorf("got %+v", p)
		}
		r := s.Requests()[0]
		if len(r.Form) != 1 || r.Form.Get("client_id") != "client_test" {
			t.Errorf("sent %v", r.Form)
		}
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		json           string // empty: absent
		interval, life time.Duration
	}{
		{"", 5 * time.Second, 15 * time.Minute},
		{"null", 5 * time.Second, 15 * time.Minute},
		{"7", 7 * time.Second, 7 * time.Second},
		{"2.5", 2500 * time.Millisecond, 2500 * time.Millisecond},
		{`"7"`, 7 * time.Second, 7 * time.Second},
		{"0", time.Second, time.Second},
		{"0.001", time.Second, time.Second},
		{"-1", time.Second, time.Second},
		{"-1e308", time.Second, time.Second},
		{"1e10", time.Minute, 30 * time.Minute},
		{"1e999", time.Minute, 30 * time.Minute},
		{"99999999999999999999999", time.Minute, 30 * time.Minute},
		{`"NaN"`, 5 * time.Second, 15 * time.Minute},
		{`"soon"`, 5 * time.Second, 15 * time.Minute},
		{"true", 5 * time.Second, 15 * time.Minute},
		{"{}", 5 * time.Second, 15 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.json, func(t *testing.T) {
			t.Parallel()
			s := new(authtest.Server)
			s.Fail(authtest.Device, 1, authtest.Member("interval", tt.json))
			s.Fail(authtest.Device, 2, authtest.Member("expires_in", tt.json))
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				first, err := c.Start(t.Context())
				second, err2 := c.Start(t.Context())
				if err != nil || err2 != nil {
					t.Fatal(err, err2)
				}
				if first.Interval != tt.interval || !first.NextPoll.Equal(time.Now().Add(tt.interval)) {
					t.Errorf("interval %v, want %v", first.Interval, tt.interval)
				}
				if life := time.Until(second.ExpiresAt); life != tt.life {
					t.Errorf("life %v, want %v", life, tt.life)
				}
			})
		})
	}
}

func TestStartTries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		fault    authtest.Fault
		requests int           // with the fault in all of them
		most     time.Duration // that it takes
		recovers bool          // if the third has no fault
	}{
		{"drop", authtest.Drop(), 3, 3 * time.Second, true},
		{"408", authtest.Status(408, ""), 3, 3 * time.Second, true},
		{"429", authtest.Status(429, "4"), 3, 8 * time.Second, true},
		{"429 for too long", authtest.Status(429, "60"), 1, 0, false},
		{"503", authtest.Status(503, ""), 3, 3 * time.Second, true},
		{"HTML", authtest.HTML(200), 3, 3 * time.Second, true},
		{"cut", authtest.Truncate(), 3, 3 * time.Second, true},
		{"null", authtest.Body(200, "null"), 3, 3 * time.Second, true},
		{"no device code", authtest.Member("device_code", ""), 3, 3 * time.Second, true},
		{"no user code", authtest.Member("user_code", `""`), 3, 3 * time.Second, true},
		{"no URI", authtest.Member("verification_uri", "7"), 3, 3 * time.Second, true},
		{"stalled", authtest.Late(time.Hour), 2, 15 * time.Second, false},
		{"slow", authtest.Late(6 * time.Second), 1, 6 * time.Second, true},
		{"400", authtest.Status(400, ""), 1, 0, false},
		{"404", authtest.HTML(404), 1, 0, false},
		{"redirect", authtest.Redirect("/elsewhere"), 1, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := new(authtest.Server)
			s.Fail(authtest.Device, 1, tt.fault)
			s.Fail(authtest.Device, 2, tt.fault)
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				if p, err := c.Start(t.Context()); (err == nil) != tt.recovers {
					t.Errorf("two faults: %+v, %v", p, err)
				}
			})
			s = new(authtest.Server)
			s.Fail(authtest.Device, 0, tt.fault)
			inBubble(t, s, func(t *testing.T, c *workos.Client) {
				began := time.Now()
				_, err := c.Start(t.Context())
				if took := time.Since(began); took != tt.most || s.Count(authtest.Device) != tt.requests {
					t.Errorf("took %v with %d requests, want %v with %d", took, s.Count(authtest.Device), tt.most, tt.requests)
				}
				if err != nil {
					shown(t, err)
				}
			})
		})
	}
}

func TestStartIsInterrupted(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	s.Fail(authtest.Device, 0, authtest.Drop())
	inBubble(t, s, func(t *testing.T, c *workos.Client) {
		began := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, cancel)
		if _, err := c.Start(ctx); err != context.Canceled || time.Since(began) != 500*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
