package workos

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"amika.dev/pkg/terminal"
)

// A proxyError is the answer of a proxy that does not connect.
type proxyError struct {
	host   string
	status int
	text   string // such as "403 Forbidden", as the proxy sent it
}

// Error returns the status.
func (e *proxyError) Error() string { return e.text }

// proxyAnswer returns an error for a proxy that does not connect. Package http
// would give its status without saying whose it is.
func proxyAnswer(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{proxy.Host, answer.StatusCode, answer.Status}
}

// byProxy adds to why a request failed, and to what the user can do, that it went
// by way of a proxy, which may be to blame.
func byProxy(message *http.Request, reason, advice string) (string, string) {
	proxy, err := http.ProxyFromEnvironment(message)
	if err != nil || proxy == nil || strings.HasPrefix(reason, "the proxy ") {
		return reason, advice
	}
	return reason + ", by way of the proxy " + terminal.Escape(proxy.Host),
		cmp.Or(advice, "check the network, and the proxy, which HTTPS_PROXY names, and try again")
}

// describeProxy returns why the proxy did not connect, and what the user can do.
func describeProxy(e *proxyError, redact func(string) string) (reason, advice string) {
	reason = "the proxy " + terminal.Escape(e.host) + " does not connect (" + terminal.Escape(redact(e.text)) + ")"
	switch e.status {
	case http.StatusProxyAuthRequired:
		return reason, "put the user name and the password for the proxy into HTTPS_PROXY, as http://USER:PASSWORD@HOST"
	case http.StatusForbidden:
		return reason, "ask whoever runs the proxy to allow this host, or add it to NO_PROXY if it can be reached without"
	}
	return reason, "try again, or check HTTPS_PROXY, which names the proxy"
}
