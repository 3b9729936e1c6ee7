package workos

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
)

func TestProxy(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	asked := make(chan string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			asked <- r.Method + " " + r.Host
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 407 \x1b[31mWho are you?\r\n\r\n")
	}()
	out := runChild(t, "https://app.example", "HTTPS_PROXY=http://user:planted@"+listener.Addr().String())
	if got := <-asked; got != "CONNECT app.example:443" {
		t.Errorf("the proxy was asked %q", got)
	}
	if want := "the proxy " + listener.Addr().String() + ` does not connect (407 \x1b[31mWho are you?); put the user name`; !strings.Contains(out, want) || strings.Contains(out, "planted") {
		t.Errorf("got %q", out)
	}
}

// A proxy is named, too, if what it does makes no sense.
func TestProxyIsNamed(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"":                               "the connection was closed without an answer, by way of the proxy ",
		"planted\r\n\r\n":                `malformed HTTP response "planted", by way of the proxy `,
		"HTTP/1.1 200 OK\r\n\r\nplanted": ", by way of the proxy ",
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				_, _ = conn.Read(make([]byte, 4096))
				_, _ = io.WriteString(conn, answer)
				_ = conn.Close()
			}
		}()
		out := runChild(t, "https://app.example", "HTTPS_PROXY=http://user:secret@"+listener.Addr().String())
		if !strings.Contains(out, want+listener.Addr().String()+"; check the network, and the proxy, which HTTPS_PROXY names") || strings.Contains(out, "secret") {
			t.Errorf("%q: got %q", answer, out)
		}
		out = runChild(t, "https://app.example", "HTTPS_PROXY=socks5://"+listener.Addr().String())
		if !strings.Contains(out, "the proxy can't be used: ") {
			t.Errorf("%q by SOCKS: got %q", answer, out)
		}
	}
}

// Whatever a proxy answers, it is the proxy that is named.
func TestProxyAnswers(t *testing.T) {
	t.Parallel()
	same := func(text string) string { return text }
	for status, want := range map[int]string{
		403: "ask whoever runs the proxy",
		407: "put the user name and the password for the proxy into HTTPS_PROXY",
		503: "try again, or check HTTPS_PROXY",
	} {
		answer := &http.Response{StatusCode: status, Status: "5 planted\x1b[2J"}
		err := proxyAnswer(t.Context(), &url.URL{Host: "proxy.example:3128", User: url.UserPassword("user", "secret")}, nil, answer)
		reason, advice := describeNetwork(err, same)
		if reason != `the proxy proxy.example:3128 does not connect (5 planted\x1b[2J)` || !strings.HasPrefix(advice, want) {
			t.Errorf("%d: got %q, %q", status, reason, advice)
		}
	}
	if err := proxyAnswer(t.Context(), new(url.URL), nil, &http.Response{StatusCode: 200}); err != nil {
		t.Error(err)
	}
}

// A server that has no TLS is at an http URL.
func TestNoTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	out := runChild(t, "https://"+server.Listener.Addr().String())
	if want := "it does not speak TLS; check that the URL is right; if it is, check that no proxy "; !strings.HasPrefix(out, want) {
		t.Errorf("got %q, want %q", out, want)
	}
}

// refused is what a connection to a port fails with that nobody listens on.
func refused() error {
	_, err := net.Dial("tcp", "127.0.0.1:1")
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	return err
}

// A proxy that can't be used, with a password in it.
func TestProxyErrorsHideItsPassword(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"http://user:planted@127.0.0.1:1": "the proxy can't be used: " + strings.TrimSuffix(refused().Error(), "."),
		"ftp://user:planted@127.0.0.1:1":  "the proxy can't be used: ",
	} {
		out := runChild(t, "https://app.example", "HTTPS_PROXY="+value)
		if !strings.Contains(out, want) || strings.Contains(out, "planted") {
			t.Errorf("%s: got %q, want %q", value, out, want)
		}
	}
}
