package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// A proxy stands between an agent and the world: each host that the agent connects
// to is the handler, which speaks TLS with a certificate of the proxy's own. Nothing
// leaves this machine.
type proxy struct {
	handler http.Handler
	ca      tls.Certificate
	root    *x509.Certificate
	mu      sync.Mutex
	certs   map[string]*tls.Certificate // by host
}

// newProxy returns a proxy, whose own certificate it writes to a file in the form
// that agents read.
func newProxy(handler http.Handler, file string) (*proxy, error) {
	p := &proxy{handler: handler, certs: make(map[string]*tls.Certificate)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Stand-in"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	p.ca = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	if p.root, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	return p, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}

// start starts the proxy on loopback and returns its URL.
func (p *proxy) start() (url string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return "http://" + listener.Addr().String(), func() { listener.Close() }, nil
}

// serve answers one CONNECT, and then the requests inside of it.
func (p *proxy) serve(conn net.Conn) {
	defer conn.Close()
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil || request.Method != http.MethodConnect {
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
		return
	}
	host, _, err := net.SplitHostPort(request.Host)
	if err != nil {
		return
	}
	certificate, err := p.certificate(host)
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*certificate}})
	one := &oneConn{conn: secure, closed: make(chan struct{})}
	server := &http.Server{Handler: p.handler, ReadHeaderTimeout: time.Minute, ErrorLog: quiet}
	_ = server.Serve(one)
}

// certificate returns the one of a host.
func (p *proxy) certificate(host string) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if made, ok := p.certs[host]; ok {
		return made, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(p.certs) + 2)), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, p.root, key.Public(), p.ca.PrivateKey)
	if err != nil {
		return nil, err
	}
	p.certs[host] = &tls.Certificate{Certificate: [][]byte{der, p.ca.Certificate[0]}, PrivateKey: key}
	return p.certs[host], nil
}

// oneConn is a listener that has one connection, and ends when that is closed.
type oneConn struct {
	conn   net.Conn
	once   sync.Once
	closed chan struct{}
}

func (o *oneConn) Accept() (net.Conn, error) {
	var first net.Conn
	o.once.Do(func() { first = &closing{o.conn, o} })
	if first != nil {
		return first, nil
	}
	<-o.closed
	return nil, errors.New("there was one connection")
}

func (o *oneConn) Close() error   { return nil }
func (o *oneConn) Addr() net.Addr { return o.conn.LocalAddr() }

// closing tells its listener when it is closed.
type closing struct {
	net.Conn
	of *oneConn
}

func (c *closing) Close() error {
	defer func() {
		select {
		case <-c.of.closed:
		default:
			close(c.of.closed)
		}
	}()
	return c.Conn.Close()
}
