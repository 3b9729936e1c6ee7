package workos_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

// A peer plays the server by hand.
func peer(play func(net.Conn)) dialer {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer func() { _ = theirs.Close() }()
			play(theirs)
		}()
		return ours, nil
	}
}

// says answers whatever is asked, and then waits for the client to go.
func says(text string) dialer {
	return peer(func(conn net.Conn) {
		if hears(conn) {
			_, _ = io.WriteString(conn, text)
			_, _ = io.Copy(io.Discard, conn)
		}
	})
}

// hears reads one request, and reports whether it is whole.
func hears(conn net.Conn) bool {
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, r.Body)
	return err == nil
}

func TestLimits(t *testing.T) {
	t.Parallel()
	hang := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	refused := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	unknown := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "planted", IsNotFound: true}}
	}
	trickle := peer(func(conn net.Conn) {
		hears(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n{")
		for {
			if _, err := io.WriteString(conn, " "); err != nil {
				return
			}
			time.Sleep(time.Second)
		}
	})
	tests := []struct {
		name   string
		dial   dialer
		kind   workos.Kind
		reason string
		took   time.Duration
	}{
		{"connection", hang, workos.NotSent, "no answer in time", 5 * time.Second},
		{"connection refused", refused, workos.NotSent, syscall.ECONNREFUSED.Error(), 0},
		{"unknown host", unknown, workos.NotSent, "no such host", 0},
		{"header", says(""), workos.Unknown, "no answer in time", 20 * time.Second},
		{"all of it", trickle, workos.Unknown, "the answer can't be understood (status 200)", 20 * time.Second},
		{"not HTTP", says("SSH-2.0-\x1b[31mplanted\r\n"), workos.Unknown, `malformed HTTP response "SSH-2.0-\\x1b[31mplanted"`, 0},
		{"an echo", says("refresh_token=authtest-secret\r\n"), workos.Unknown, `malformed HTTP response "refresh_token=[redacted]"`, 0},
		{"endless header", says("HTTP/1.1 200 OK\r\nX: " + string(make([]byte, 2<<20))), workos.Unknown, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				_, err := client(tt.dial).Refresh(t.Context(), secret.New("authtest-secret"), time.Time{})
				if got := shown(t, err); kindOf(err) != tt.kind || got != tt.reason && tt.reason != "" {
					t.Errorf("kind %d, want %d; %q, want %q", kindOf(err), tt.kind, got, tt.reason)
				}
				if took := time.Since(began); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				time.Sleep(time.Second) // the trickle notices then that the client has gone
			})
		})
	}
}

// Only an answer that can't be had again is worth such a wait.
func TestOtherRequestsAreLessPatient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, ask := range []func(c *workos.Client) error{
			func(c *workos.Client) error { _, err := c.Poll(t.Context(), secret.New("d")); return err },
			func(c *workos.Client) error { _, err := c.Verify(t.Context(), base, secret.New("k")); return err },
		} {
			began := time.Now()
			err := ask(client(says("")))
			if shown(t, err) != "no answer in time" || time.Since(began) != 10*time.Second {
				t.Errorf("%v after %v", err, time.Since(began))
			}
		}
	})
}

// What can't be sent in time is not sent. What is sent in time is waited for.
func TestStartBy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		dial, answer time.Duration
		kind         workos.Kind
		took         time.Duration
	}{
		{time.Second, 19 * time.Second, 0, 20 * time.Second},
		{time.Second, time.Minute, workos.Unknown, 21 * time.Second},
		{4 * time.Second, 0, workos.NotSent, 3 * time.Second},
	} {
		s := new(authtest.Server)
		s.Fail(authtest.Refresh, 0, authtest.Late(tt.answer))
		synctest.Test(t, func(t *testing.T) {
			dial, stop := s.Pipe()
			defer stop()
			c := client(func(ctx context.Context, network, address string) (net.Conn, error) {
				select {
				case <-time.After(tt.dial):
				case <-ctx.Done():
					return nil, ctx.Err()
				}
				return dial(ctx, network, address)
			})
			began := time.Now()
			_, err := c.Refresh(t.Context(), secret.New(s.Login(0).RefreshToken), began.Add(3*time.Second))
			if err != nil || tt.kind != 0 {
				if kindOf(err) != tt.kind || shown(t, err) != "no answer in time" {
					t.Errorf("got %v, want kind %d", err, tt.kind)
				}
			}
			if took := time.Since(began); took != tt.took {
				t.Errorf("took %v, want %v", took, tt.took)
			}
			time.Sleep(time.Minute) // a connection that comes too late sends nothing
			if sent := len(s.Requests()); (sent == 0) != (tt.kind == workos.NotSent) {
				t.Errorf("%d requests", sent)
			}
		})
	}
}

func TestTLSHasALimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := client(peer(func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }))
		c.BaseURL = "https://127.0.0.1:1"
		began := time.Now()
		_, err := c.Refresh(t.Context(), secret.New("r"), time.Time{})
		if kindOf(err) != workos.NotSent || shown(t, err) != "no answer in time" || time.Since(began) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestTheCallersLimitCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := client(says("")).Refresh(ctx, secret.New("r"), time.Time{})
		if kindOf(err) != workos.Unknown || !errors.Is(err, context.DeadlineExceeded) || ctx.Err() == nil {
			t.Errorf("got %v", err)
		}
	})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client(says("")).Refresh(gone, secret.New("r"), time.Time{})
	if kindOf(err) != workos.NotSent || !errors.Is(err, context.Canceled) || shown(t, err) != "interrupted" {
		t.Errorf("got %v", err)
	}
}
