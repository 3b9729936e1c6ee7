package workos

import (
	"context"
	"net"
	"net/http"
	"time"
)

// The limits of one request, see also [limits].
const (
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
	connect := dialNetwork
	if dial != nil {
		connect = func(ctx context.Context, network, address string) (net.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, dialTimeout)
			defer cancel()
			return dial(ctx, network, address)
		}
	}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            connect,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: maxBody,
		DisableKeepAlives:      true,
		OnProxyConnectResponse: proxyAnswer,
		DisableCompression:     true,
	}
}
