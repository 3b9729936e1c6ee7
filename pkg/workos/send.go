package workos

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"amika.dev/pkg/secret"
	"amika.dev/pkg/terminal"
)

// A request is a request to the server.
type request struct {
	base    string        // see [ParseBase]
	path    string        // below base
	query   url.Values    // of a GET; may be nil
	form    url.Values    // of a POST; nil makes it a GET
	bearer  secret.String // may be empty
	polling bool          // whether it polls for the user's decision
	startBy time.Time     // when it must have been sent; zero sets no limit
	patient bool          // whether its answer may be the only copy of something
}

// An answer is the server's response, with any status.
type answer struct {
	host   string
	status int
	header http.Header
	body   []byte
	torn   error // why the body is incomplete; nil if it is not
	secret func(string) string
}

// send sends r once. The error is an [*Error]: the request got no answer.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	u, err := ParseBase(r.base)
	if err != nil {
		return answer{}, &Error{Kind: NotSent, Host: "the server's URL", Reason: err.Error(), Err: err}
	}
	if u.Scheme == "https" {
		giveRoots()
	}
	host := terminal.Escape(u.Host)
	u = u.JoinPath(r.path)
	u.RawQuery = r.query.Encode()
	ctx, limits := r.limit(ctx)
	defer limits.end()
	message, body, err := r.message(ctx, u)
	if err != nil {
		return answer{}, &Error{Kind: NotSent, Host: host, Reason: "the request can't be made", Err: errors.New("invalid request")}
	}
	limits.sendBy(r.startBy, c.now(), body)
	response, err := c.transport().RoundTrip(message)
	limits.answered()
	if err != nil {
		kind := Unknown
		if body.keep() {
			kind = NotSent
		}
		reason, advice := describeNetwork(err, r.redact)
		if c.Transport == nil {
			reason, advice = byProxy(message, reason, advice)
		}
		return answer{}, &Error{Kind: kind, Host: host, Reason: reason, Advice: advice, Err: err}
	}
	defer func() { _ = response.Body.Close() }()
	c.compareClocks(host, response.Header)
	a := answer{host: host, status: response.StatusCode, header: response.Header, secret: r.redact}
	a.body, a.torn = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if len(a.body) > maxBody {
		a.torn = errors.New("it is too long")
	}
	return a, nil
}

// message returns r as a request of package http, and its body, which is nil for
// a GET.
func (r request) message(ctx context.Context, u *url.URL) (*http.Request, *trackedBody, error) {
	method := http.MethodGet
	if r.form != nil {
		method = http.MethodPost
	}
	message, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, nil, err
	}
	message.Header.Set("Accept", "application/json")
	message.Header.Set("User-Agent", "amika")
	if bearer := r.bearer.Reveal(); bearer != "" {
		message.Header.Set("Authorization", "Bearer "+bearer)
	}
	if r.form == nil {
		return message, nil, nil
	}
	text := r.form.Encode()
	body := &trackedBody{text: strings.NewReader(text)}
	message.Body, message.ContentLength = body, int64(len(text))
	message.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return message, body, nil
}

// redact removes the secrets of the request from text: a server can repeat them
// in its answer.
func (r request) redact(text string) string {
	hidden := []string{r.bearer.Reveal(), r.form.Get("device_code"), r.form.Get("refresh_token"), r.query.Get("session_id")}
	for _, s := range hidden {
		// A shorter value is no secret, and replacing it would damage words.
		if len(s) >= 6 {
			text = strings.ReplaceAll(text, s, secret.Redacted)
			text = strings.ReplaceAll(text, url.QueryEscape(s), secret.Redacted)
		}
	}
	return text
}

func (c *Client) transport() http.RoundTripper {
	if c.Transport == nil {
		return NewTransport(nil)
	}
	return c.Transport
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// A trackedBody records whether the transport read any of it. If not, the
// request was never sent and may safely be repeated, whatever the transport is
// and however its connections fail.
type trackedBody struct {
	text  *strings.Reader
	state atomic.Int32 // 0: not read; taken; or kept
}

const (
	taken = 1
	kept  = 2
)

// Read reads the body, unless it is kept.
func (c *trackedBody) Read(p []byte) (int, error) {
	if !c.state.CompareAndSwap(0, taken) && c.state.Load() == kept {
		return 0, errors.New("the request was given up")
	}
	return c.text.Read(p)
}

// Close does nothing.
func (c *trackedBody) Close() error { return nil }

// keep makes sure that the body is not sent from now on, and reports whether
// none of it has been read. The body of a GET, which is nil, counts as sent.
func (c *trackedBody) keep() bool {
	return c != nil && (c.state.CompareAndSwap(0, kept) || c.state.Load() == kept)
}
