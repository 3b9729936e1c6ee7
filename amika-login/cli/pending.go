package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/workos"
)

// A pendingObject is what a pending login prints with --json.
type pendingObject struct {
	Result                  auth.Result `json:"result"`
	UserCode                string      `json:"user_code"`
	VerificationURI         string      `json:"verification_uri"`
	VerificationURIComplete string      `json:"verification_uri_complete"`
	ExpiresAt               moment      `json:"expires_at"`
	Interval                float64     `json:"interval"` // seconds
	Next                    string      `json:"next"`     // the command to run
}

func (l *login) pendingObject(p workos.Pending) pendingObject {
	return pendingObject{
		auth.ResultPending, p.UserCode, page(p.VerificationURI), page(p.VerificationURIComplete),
		moment(p.ExpiresAt), p.Interval.Seconds(), l.next(),
	}
}

// page returns a URL, or "" if it is none that a person can be asked to open.
func page(url string) string {
	if !workos.IsPage(url) {
		return ""
	}
	return url
}

// next returns the command that finishes a login. An agent can run it as it is:
// it doesn't block for long.
func (a *app) next() string { return a.env.Typed("amika auth login --resume --timeout 30s") }

// begin starts a login that finish finishes.
func (l *login) begin(ctx context.Context) error {
	pending, err := l.source.BeginLogin(ctx)
	if err != nil {
		return err
	}
	l.warnOutranked(ctx, credential.Login, l.beforeLogin())
	l.printed = true
	if err := l.printPending(pending); err != nil { // nobody has seen the code
		_, _ = l.source.Store().PendingFile().Remove(ctx) // its code expires soon
		return err
	}
	return nil
}

// printPending says how to approve a login, and how to finish it.
func (l *login) printPending(pending workos.Pending) error {
	if l.json {
		return l.printJSON(l.pendingObject(pending))
	}
	return l.printf("%sThe code expires at %s. When you have approved the login, run:\n\n  %s\n",
		invitation(pending), timestamp(pending.ExpiresAt), l.next())
}

// finish finishes the login that begin started.
func (l *login) finish(ctx context.Context) error {
	var until time.Time
	if l.hasTimeout {
		until = l.env.Now().Add(l.timeout)
	}
	login, err := l.source.ResumeLogin(ctx, until)
	if err == nil {
		defer login.Close()
		err = l.wait(ctx, login)
	}
	if errors.Is(err, workos.ErrPending) {
		return l.stillPending(ctx, err)
	}
	if err == nil { // what is stored or set since the first step
		l.warnOutranked(ctx, credential.Login, afterLogin)
	}
	return err
}

// stillPending returns why the login has not ended, with the command to run
// again.
func (l *login) stillPending(ctx context.Context, why error) error {
	if pending, err := l.source.PendingLogin(ctx); l.json && err == nil {
		l.printed = true
		if err := l.printJSON(l.pendingObject(pending)); err != nil {
			return err
		}
	}
	return hint.Wrap(&command.Error{Status: command.Pending, Err: why}, fmt.Sprintf("run '%s' again", l.next()))
}
