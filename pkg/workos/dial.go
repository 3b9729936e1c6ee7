package workos

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

const (
	// nameTimeout limits the lookup of a name. A resolver gives the first name
	// server 5 s before it asks the second, so a dead one must be outlived.
	nameTimeout = 10 * time.Second
	dialTimeout = 5 * time.Second // for the connection, and again for TLS
	// dialStagger is the pause before the next address is tried beside the
	// others.
	//
	// https://www.rfc-editor.org/rfc/rfc8305#section-5
	dialStagger = 250 * time.Millisecond
)

// A dialer connects to an address such as example.com:443.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// A network is what connections are made with. A test has its own.
type network struct {
	lookup func(ctx context.Context, network, host string) ([]netip.Addr, error)
	dial   dialer
}

// dialNetwork connects to address over the network.
func dialNetwork(ctx context.Context, protocol, address string) (net.Conn, error) {
	var d net.Dialer
	return network{net.DefaultResolver.LookupNetIP, d.DialContext}.connect(ctx, protocol, address)
}

// connect looks the host up and connects to the first of its addresses that
// answers. The name localhost, which [ParseURL] takes to be this machine, must
// resolve to it.
func (n network) connect(ctx context.Context, protocol, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	naming, cancel := context.WithTimeout(ctx, nameTimeout)
	defer cancel()
	addresses, err := n.lookup(naming, "ip", host)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: protocol, Err: nameError(err)}
	}
	if len(addresses) == 0 {
		return nil, &net.OpError{Op: "dial", Net: protocol, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	if strings.EqualFold(host, "localhost") && slices.ContainsFunc(addresses, func(a netip.Addr) bool { return !a.Unmap().IsLoopback() }) {
		return nil, errors.New("localhost does not lead to this machine")
	}
	dialing, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	return n.race(dialing, protocol, addresses, port)
}

// nameError returns err as an error of the name service: a lookup that has taken
// too long is one too.
func nameError(err error) error {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return err
	}
	return &net.DNSError{Err: err.Error(), IsTimeout: errors.Is(err, context.DeadlineExceeded), UnwrapErr: err}
}

// race tries the addresses one after the other, without waiting for long for any
// of them, and returns the first connection. The error is that of the first
// address that failed.
func (n network) race(ctx context.Context, protocol string, addresses []netip.Addr, port string) (net.Conn, error) {
	type result struct {
		conn net.Conn
		err  error
	}
	results := make(chan result)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan struct{}, len(addresses))
	go func() {
		for i, a := range addresses {
			if i > 0 {
				select {
				case <-failed:
				case <-time.After(dialStagger):
				case <-ctx.Done():
				}
			}
			go func() {
				conn, err := n.dial(ctx, protocol, net.JoinHostPort(a.String(), port))
				select {
				case results <- result{conn, err}:
					failed <- struct{}{}
				case <-ctx.Done():
					if conn != nil {
						_ = conn.Close()
					}
				}
			}()
		}
	}()
	var first error
	for range addresses {
		select {
		case r := <-results:
			if r.err == nil {
				return r.conn, nil
			}
			if first == nil {
				first = r.err
			}
		case <-ctx.Done():
			if first == nil {
				first = ctx.Err()
			}
			return nil, first
		}
	}
	return nil, first
}
