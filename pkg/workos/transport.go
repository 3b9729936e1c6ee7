package workos

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// The limits of one request, see also [limits].
const (
	dialTimeout    = 5 * time.Second  // for the connection, and again for TLS
	headerTimeout  = 10 * time.Second // from the sending of the request
	requestTimeout = 20 * time.Second // for all of it
	maxBody        = 1 << 20          // bytes
)

// NewTransport returns the transport that requests are sent with. dial makes the
// connections; nil is the network.
//
// Each request has a connection of its own. Polls are seconds apart, and a
// connection that the network, or the sleep of a laptop, has killed in between
// would cost a time limit to find out.
func NewTransport(dial func(ctx context.Context, network, address string) (net.Conn, error)) *http.Transport {
	if dial == nil {
		dial = dialNetwork
	}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, dialTimeout)
			defer cancel()
			return dial(ctx, network, address)
		},
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: maxBody,
		DisableKeepAlives:      true,
		DisableCompression:     true,
	}
}

// dialNetwork connects to address. The name localhost, which [ParseURL] takes to
// be this machine, must resolve to it.
func dialNetwork(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	if host, _, err := net.SplitHostPort(address); err == nil && strings.EqualFold(host, "localhost") {
		dialer.Control = onlyLoopback
	}
	return dialer.DialContext(ctx, network, address)
}

// onlyLoopback refuses a name that was resolved to any other address.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	if at, err := netip.ParseAddrPort(address); err != nil || !at.Addr().Unmap().IsLoopback() {
		return errors.New("localhost does not lead to this machine")
	}
	return nil
}
