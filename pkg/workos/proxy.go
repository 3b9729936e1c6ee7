package workos

import (
	"context"
	"net/http"
	"net/url"

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
