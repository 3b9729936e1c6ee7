package workos

import (
	"net"
	"testing"
)

func TestLocalhostIsThisMachine(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := dialNetwork(t.Context(), "tcp", "LocalHost:"+port)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	for address, want := range map[string]bool{"127.0.0.1:1": true, "[::1]:1": true, "[::ffff:127.0.0.2]:1": true, "10.0.0.1:1": false, "[fe80::1%eth0]:1": false, "0.0.0.0:1": false, "": false} {
		if got := onlyLoopback("tcp", address, nil) == nil; got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
