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

// A request is one that this package sends.
type request struct {
	base    string        // see [ParseBase]
	path    string        // below base
	query   url.Values    // of a GET; may be nil
	form    url.Values    // of a POST; nil makes it a GET
	bearer  secret.String // may be empty
	polling bool          // whether it asks if the user has decided
}

// An answer is what came back, with any status.
type answer struct {
	host   string
	status int
	header http.Header
	body   []byte
	torn   error // why the body is not whole
	secret func(string) string
}

// send sends r once. The error is an [*Error] of a request that got no answer.
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
	ctx, cancel := context.WithTimeout(ctx, attemptLimit)
	defer cancel()
	message, content, err := r.message(ctx, u)
	if err != nil {
		return answer{}, &Error{Kind: NotSent, Host: host, Reason: "the request can't be made", Err: errors.New("invalid request")}
	}
	response, err := c.transport().RoundTrip(message)
	if err != nil {
		kind := Unknown
		if content.keep() {
			kind = NotSent
		}
		reason, hint := explain(err, r.redact)
		return answer{}, &Error{Kind: kind, Host: host, Reason: reason, Hint: hint, Err: err}
	}
	defer func() { _ = response.Body.Close() }()
	a := answer{host: host, status: response.StatusCode, header: response.Header, secret: r.redact}
	a.body, a.torn = io.ReadAll(io.LimitReader(response.Body, bodyLimit+1))
	if len(a.body) > bodyLimit {
		a.torn = errors.New("it is too long")
	}
	return a, nil
}

// message makes the request that package http knows, and the content that it
// sends, which is nil for a GET.
func (r request) message(ctx context.Context, u *url.URL) (*http.Request, *content, error) {
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
	body := &content{text: strings.NewReader(text)}
	message.Body, message.ContentLength = body, int64(len(text))
	message.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return message, body, nil
}

// redact takes out of text what the request held that nobody else may read: a
// server can repeat it in what it says.
func (r request) redact(text string) string {
	hidden := []string{r.bearer.Reveal(), r.form.Get("device_code"), r.form.Get("refresh_token"), r.query.Get("session_id")}
	for _, s := range hidden {
		// What is shorter is no secret, and would take letters out of words.
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

// A content is the body of a request, which knows whether any of it was taken
// to be sent. That tells a request that never left from one whose fate is
// unknown, whatever transport there is and however its connections fail.
type content struct {
	text  *strings.Reader
	state atomic.Int32 // 0: nobody asked for it; taken; or kept
}

const (
	taken = 1
	kept  = 2
)

// Read gives the content out, unless it is kept.
func (c *content) Read(p []byte) (int, error) {
	if !c.state.CompareAndSwap(0, taken) && c.state.Load() == kept {
		return 0, errors.New("the request was given up")
	}
	return c.text.Read(p)
}

// Close does nothing.
func (c *content) Close() error { return nil }

// keep makes sure that the content does not leave from now on, and reports
// whether none of it has so far. That of a GET, which has none, counts as gone.
func (c *content) keep() bool {
	return c != nil && c.state.CompareAndSwap(0, kept)
}
