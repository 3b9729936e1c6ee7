package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/auth"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
)

// device is a login that the user approves in a browser.
type device struct {
	*login
	source *auth.Source
}

// saveLimit is how long a session waits to be saved: longer than anybody who
// refreshes the old one holds its lock.
const saveLimit = 40 * time.Second

// interactive shows the code, and waits for the approval.
func (d *device) interactive(ctx context.Context) error {
	if err := d.checkSaving(ctx); err != nil {
		return err
	}
	pending, err := d.source.Client.Start(ctx)
	if err != nil {
		return loginError(err)
	}
	d.show(pending)
	if !d.noBrowser && d.open(cmp.Or(pending.VerificationURIComplete, pending.VerificationURI)) {
		d.say("Opening the page in your browser.\n")
	}
	w := d.startWaiting(ctx, pending.ExpiresAt)
	tokens, err := d.source.Client.Wait(ctx, &pending, workos.Waiter{Trouble: w.trouble})
	w.stop()
	if err != nil {
		return loginError(err)
	}
	return d.finish(ctx, tokens, nil)
}

// show tells the user where to go, before anything is opened. Whoever sends
// somebody a code wants their account.
func (d *device) show(pending workos.Pending) {
	d.say("To log in, open this page and enter the code:\n\n  %s\n  %s\n\n", terminal.Escape(pending.VerificationURI), terminal.Escape(pending.UserCode))
	d.say("Go on only if you started this login yourself.\n")
}

// say prints words for people.
func (d *device) say(format string, args ...any) {
	_, _ = fmt.Fprintf(d.env.Stderr, format, args...) // there is nobody to tell
}

// checkSaving makes sure that a session can be saved before the user is asked
// for anything. If somebody holds the lock, that shows later.
func (d *device) checkSaving(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	lock, err := d.source.Store.SessionFile().Lock(limited)
	if errors.Is(err, atomicfile.ErrBusy) {
		return nil
	}
	if err != nil {
		return loginError(err)
	}
	defer lock.Unlock()
	draft, err := lock.Prepare()
	if err != nil {
		return loginError(err)
	}
	draft.Discard()
	return nil
}

// finish saves the session of tokens, then says who is logged in. wanted, unless
// it is nil, is asked for the last time whether the login is still wanted.
func (d *device) finish(ctx context.Context, tokens workos.Tokens, wanted func() error) error {
	session := auth.NewSession(tokens)
	if err := d.save(ctx, session, wanted); err != nil {
		// Nobody has these tokens now, and nobody should.
		if id := credential.ParseClaims(session.AccessToken).SessionID; id != "" && ctx.Err() == nil {
			_ = d.source.Client.Logout(ctx, id)
		}
		return loginError(err)
	}
	if err := d.announce(session); err != nil {
		return err
	}
	d.warnOutranked(ctx, d.source.Store, credential.Login)
	return nil
}

func (d *device) save(ctx context.Context, session credential.Session, wanted func() error) error {
	limited, cancel := context.WithTimeout(ctx, saveLimit)
	defer cancel()
	lock, err := d.source.Store.SessionFile().Lock(limited)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	if wanted != nil {
		if err := wanted(); err != nil {
			return err
		}
	}
	return lock.Save(session)
}

// A sessionObject is what a login with --json prints.
type sessionObject struct {
	Email     string `json:"email"`
	OrgID     string `json:"org_id"`
	ExpiresAt moment `json:"expires_at"`
}

// announce says who is logged in.
func (d *device) announce(session credential.Session) error {
	switch {
	case d.json:
		return d.printJSON(sessionObject{session.Email, session.OrganizationID, moment(session.ExpiresAt)})
	case session.Email == "":
		return d.printf("Logged in\n")
	default:
		return d.printf("Logged in as %s\n", terminal.Escape(session.Email))
	}
}

// warnOutranked warns of the credentials that come before the one that was just
// stored.
func (l *login) warnOutranked(ctx context.Context, store *credential.Store, stored credential.Method) {
	all, err := store.All(ctx)
	if err != nil {
		l.warn(err.Error() + ": nothing works until it is set to an API key or unset")
		return
	}
	for _, c := range all {
		switch {
		case c.Method == stored:
			return
		case c.Method == credential.EnvAPIKey:
			l.warn(c.Source + " is set, comes first and is what is used; unset it to use this login")
		default:
			l.warn("the API key in " + terminal.Escape(c.Source) + " comes first and is what is used; run 'amika auth logout' and log in again to use this login")
		}
	}
}
