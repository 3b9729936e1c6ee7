package workos

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A fake is a network that a test makes up.
type fake struct {
	lookup    time.Duration            // how long a lookup takes
	addresses []string                 // what it finds; none: an error
	answers   map[string]time.Duration // how long an address takes to answer; negative: refused; absent: never
	mutex     *sync.Mutex              // of dialed
	dialed    []string
}

func (f *fake) network() network {
	f.mutex = new(sync.Mutex)
	return network{
		lookup: func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
			select {
			case <-time.After(f.lookup):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			var all []netip.Addr
			for _, a := range f.addresses {
				all = append(all, netip.MustParseAddr(a))
			}
			return all, nil
		},
		dial: func(ctx context.Context, _, address string) (net.Conn, error) {
			f.mutex.Lock()
			f.dialed = append(f.dialed, address)
			f.mutex.Unlock()
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			wait, ok := f.answers[host]
			if wait < 0 {
				return nil, syscall.ECONNREFUSED
			}
			if !ok {
				wait = time.Hour
			}
			select {
			case <-time.After(wait):
				ours, _ := net.Pipe()
				return ours, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		},
	}
}

// addressed returns the addresses that were connected to.
func (f *fake) addressed() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.dialed
}

func TestConnect(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		host   string
		net    fake
		took   time.Duration
		reason string // empty: connected
	}{
		{"at once", "h", fake{addresses: []string{"192.0.2.1"}, answers: map[string]time.Duration{"192.0.2.1": 0}}, 0, ""},
		{"a first name server that is dead", "h", fake{lookup: 9 * time.Second, addresses: []string{"192.0.2.1"}, answers: map[string]time.Duration{"192.0.2.1": 4 * time.Second}}, 13 * time.Second, ""},
		{"no name server", "h", fake{lookup: time.Minute}, 10 * time.Second, "the name can't be looked up"},
		{"no such host", "h", fake{}, 0, "no such host"},
		{"no answer", "h", fake{addresses: []string{"192.0.2.1"}}, 5 * time.Second, "no answer in time"},
		{"no route by IPv6", "h", fake{addresses: []string{"2001:db8::1", "192.0.2.1"}, answers: map[string]time.Duration{"192.0.2.1": 0}}, 250 * time.Millisecond, ""},
		{"one refuses", "h", fake{addresses: []string{"192.0.2.2", "192.0.2.1"}, answers: map[string]time.Duration{"192.0.2.2": -1, "192.0.2.1": 0}}, 0, ""},
		{"all refuse", "h", fake{addresses: []string{"192.0.2.2", "192.0.2.1"}, answers: map[string]time.Duration{"192.0.2.2": -1, "192.0.2.1": -1}}, 0, "connection refused"},
		{"localhost", "LocalHost", fake{addresses: []string{"127.0.0.1", "::1"}, answers: map[string]time.Duration{"127.0.0.1": 0}}, 0, ""},
		{"localhost elsewhere", "localhost", fake{addresses: []string{"127.0.0.1", "192.0.2.1"}, answers: map[string]time.Duration{"127.0.0.1": 0, "192.0.2.1": 0}}, 0, "localhost does not lead to this machine"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				conn, err := tt.net.network().connect(t.Context(), "tcp", net.JoinHostPort(tt.host, "443"))
				if took := time.Since(began); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if conn != nil {
					_ = conn.Close()
				}
				reason := ""
				if err != nil {
					reason, _ = describeNetwork(err, func(text string) string { return text })
				}
				if reason != tt.reason || (conn == nil) != (tt.reason != "") {
					t.Errorf("got %q, want %q", reason, tt.reason)
				}
				if strings.HasSuffix(tt.reason, "this machine") && tt.net.addressed() != nil {
					t.Errorf("connected to %q", tt.net.addressed())
				}
			})
		})
	}
}

// A connection that comes after another was taken is closed.
func TestLateConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := fake{addresses: []string{"192.0.2.1", "192.0.2.2"}, answers: map[string]time.Duration{"192.0.2.1": time.Second, "192.0.2.2": time.Second}}
		conn, err := f.network().connect(t.Context(), "tcp", "h:443")
		if err != nil || len(f.addressed()) != 2 {
			t.Errorf("got %v, %q", err, f.addressed())
		}
		_ = conn.Close()
	})
}

func TestTransportConnectsOverTheNetwork(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	conn, err := NewTransport(nil).DialContext(t.Context(), "tcp", "localhost:"+port)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
}
