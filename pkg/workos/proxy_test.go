package workos

import (
	"bufio"
	"io"
	"net"
	"net/http"
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

// A proxy that can't be used, with a password in it.
func TestProxyErrorsHideItsPassword(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"http://user:planted@127.0.0.1:1": "through the proxy: " + syscall.ECONNREFUSED.Error(),
		"ftp://user:planted@127.0.0.1:1":  "through the proxy: ",
	} {
		out := runChild(t, "https://app.example", "HTTPS_PROXY="+value)
		if !strings.Contains(out, want) || strings.Contains(out, "planted") {
			t.Errorf("%s: got %q, want %q", value, out, want)
		}
	}
}
