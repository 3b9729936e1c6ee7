package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
)

// A pendingObject is what --no-wait --json prints.
type pendingObject struct {
	UserCode                string  `json:"user_code"`
	VerificationURI         string  `json:"verification_uri"`
	VerificationURIComplete string  `json:"verification_uri_complete"`
	ExpiresAt               moment  `json:"expires_at"`
	Interval                float64 `json:"interval"` // seconds
	Next                    string  `json:"next"`     // the command to run
}

// begin starts a login that resume finishes. A login that was pending before is
// given up.
func (d *device) begin(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	lock, err := d.source.Store.PendingFile().Lock(limited)
	if err != nil {
		return loginError(err)
	}
	defer lock.Unlock()
	draft, err := lock.Prepare()
	if err != nil {
		return loginError(err)
	}
	defer draft.Discard()
	client := d.source.Client
	pending, err := client.Start(ctx)
	if err != nil {
		return loginError(err)
	}
	stored := credential.PendingLogin{Pending: pending, BaseURL: client.BaseURL, ClientID: client.ClientID}
	if err := draft.Save(stored, ctx.Err); err != nil {
		return loginError(err)
	}
	if d.json {
		return d.printJSON(pendingObject{
			pending.UserCode, pending.VerificationURI, pending.VerificationURIComplete,
			moment(pending.ExpiresAt), pending.Interval.Seconds(), d.next(),
		})
	}
	return d.printf("To log in, open this page and enter the code before %s:\n\n  %s\n  %s\n\n"+
		"Go on only if you started this login yourself. Then run:\n\n  %s\n",
		timestamp(pending.ExpiresAt), terminal.Escape(pending.VerificationURI), terminal.Escape(pending.UserCode), d.next())
}

// next is the command that resumes a login, as a shell takes it: by the name
// that is on PATH, or else by where this program is.
func (d *device) next() string {
	path := name
	if _, err := d.find(name); err != nil {
		if self, err := d.self(); err == nil {
			path = quote(self)
		}
	}
	return path + " --resume"
}

// quote makes a path one word of a shell.
func quote(path string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/\\:._-+", r)
	}
	if !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// resume finishes a login that begin started.
func (d *device) resume(ctx context.Context) error {
	var until time.Time
	if d.hasTimeout {
		until = d.env.Now().Add(d.timeout)
	}
	file := d.source.Store.PendingFile()
	pending, err := file.Read(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return d.nothingPending(ctx)
	}
	if err != nil {
		return loginError(err)
	}
	lock, err := d.lockPending(ctx, until, pending)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	// Who had the lock may have finished it.
	pending, err = lock.Read(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return d.nothingPending(ctx)
	}
	if err != nil {
		return loginError(err)
	}
	if err := d.checkSaving(ctx); err != nil {
		return err
	}
	return d.await(ctx, lock, pending, until)
}

// lockPending waits for another process that resumes the login, as long as
// that can take.
func (d *device) lockPending(ctx context.Context, until time.Time, pending credential.PendingLogin) (*credential.Lock[credential.PendingLogin], error) {
	wait := saveLimit + min(max(0, pending.ExpiresAt.Sub(d.env.Now())), 30*time.Minute)
	if !until.IsZero() {
		// One that is free is got in no time, which has to be more than none.
		wait = max(until.Sub(d.env.Now()), 100*time.Millisecond)
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	lock, err := d.source.Store.PendingFile().Lock(limited)
	if errors.Is(err, atomicfile.ErrBusy) {
		return nil, loginError(d.stillPending(errors.New("another process is waiting for the approval")))
	}
	if err != nil {
		return nil, loginError(err)
	}
	return lock, nil
}

// stillPending is the error of a login that can be resumed later.
func (d *device) stillPending(why error) error {
	return command.WithHint(&command.Error{Status: command.Pending, Err: why}, "run '"+d.next()+"' again")
}

// errGivenUp says that the login was removed or replaced while it was waited
// for.
var errGivenUp = errors.New("the login was given up meanwhile")

// await polls until the user has decided. The pending login stays only if that
// is still to come.
func (d *device) await(ctx context.Context, lock *credential.Lock[credential.PendingLogin], pending credential.PendingLogin, until time.Time) error {
	client := *d.source.Client
	client.BaseURL, client.ClientID = pending.BaseURL, pending.ClientID
	if _, err := workos.ParseBase(client.BaseURL); err != nil {
		return loginError(command.WithHint(fmt.Errorf("reading %s: its base: %w", d.source.Store.PendingFile().Path(), err), "run 'amika auth login' to start again"))
	}
	d.source.Client = &client
	// Logout does not wait for the lock for ever.
	wanted := func() error {
		current, err := lock.Read(ctx)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !current.DeviceCode.Equal(pending.DeviceCode) {
			return command.WithHint(&command.Error{Status: command.NoCredential, Err: errGivenUp}, "run 'amika auth login' to start again")
		}
		return err
	}
	changed := func(next workos.Pending) error {
		if err := wanted(); err != nil {
			return err
		}
		draft, err := lock.Prepare()
		if err != nil {
			return err
		}
		defer draft.Discard()
		pending.Pending = next
		return draft.Save(pending, wanted)
	}
	w := d.startWaiting(ctx, pending.ExpiresAt)
	flow := pending.Pending
	tokens, err := client.Wait(ctx, &flow, workos.Waiter{Until: until, Changed: changed, Trouble: w.trouble})
	w.stop()
	if errors.Is(err, workos.ErrPending) {
		return loginError(d.stillPending(err))
	}
	if err == nil {
		err = d.finish(ctx, tokens, wanted)
	} else {
		_, decided := errors.AsType[*workos.Error](err)
		err = loginError(err)
		if !decided || ctx.Err() != nil {
			return err
		}
	}
	if errors.Is(err, errGivenUp) {
		return err
	}
	if _, left := lock.Remove(); left != nil {
		d.warn(fmt.Sprintf("the pending login is still there: %v", left))
	}
	return err
}

// nothingPending is done if there is no need for a login.
func (d *device) nothingPending(ctx context.Context) error {
	none := func(why string) error {
		return loginError(command.WithHint(&command.Error{Status: command.NoCredential, Err: errors.New("no login is pending, and " + why)}, "run 'amika auth login'"))
	}
	session, err := d.source.Store.SessionFile().Read(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return none("there is no session")
	}
	if err == nil {
		session, err = d.source.Refresh(ctx, session, 0, auth.Brief)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return none(err.Error())
	}
	if d.json {
		return d.announce(session)
	}
	if session.Email == "" {
		return d.printf("No login is pending: you are logged in\n")
	}
	return d.printf("No login is pending: you are logged in as %s\n", terminal.Escape(session.Email))
}
