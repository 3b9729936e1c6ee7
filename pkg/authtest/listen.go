package authtest

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// Start serves on a port of the loopback interface. stop closes the server and
// its connections.
func (s *Server) Start() (url string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	return "http://" + listener.Addr().String(), s.serve(listener), nil
}

// Pipe serves in memory, for tests under [testing/synctest]: dial connects to the
// server whatever the address. stop closes the server and its connections.
func (s *Server) Pipe() (dial func(ctx context.Context, network, address string) (net.Conn, error), stop func()) {
	p := &pipe{conns: make(chan net.Conn), closed: make(chan struct{})}
	return p.dial, s.serve(p)
}

func (s *Server) serve(listener net.Listener) (stop func()) {
	server := &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	return func() {
		_ = server.Close()
		<-done
	}
}

// A pipe is a listener in memory.
type pipe struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipe) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Accept waits for a connection.
func (p *pipe) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close closes the listener.
func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr returns a made-up address.
func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }
