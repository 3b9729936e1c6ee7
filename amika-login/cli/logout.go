package cli

import (
	"cmp"
	"context"
	"flag"
	"fmt"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/terminal"
	"github.com/hashicorp/go-multierror"
)

// logout is the command that removes what login stored.
type logout struct {
	*app
	local, json bool
	warnings    []string
}

func newLogout(a *app) *command.Command {
	l := &logout{app: a}
	return &command.Command{
		Name:    "logout",
		Purpose: "Log out",
		Usage:   "[--local] [--json]",
		Help: `Removes the stored API key, the session and a pending login, whatever state they
are in, and then ends the session at WorkOS if it can be reached within 5
seconds. An API key stays valid until it is revoked at app.amika.dev/settings.`,
		Examples: []command.Example{
			{Line: "amika-login logout", Purpose: "log out"},
			{Line: "amika-login logout --local", Purpose: "log out without the network"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.Interrupted, command.Terminated},
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&l.local, "local", false, "do not end the session at WorkOS")
			fs.BoolVar(&l.json, "json", false, "print a JSON object")
		},
		Exec: l.run,
	}
}

func (l *logout) run(ctx context.Context) error {
	source := l.sourceWith(l.note)
	if !l.local {
		if err := source.Check(); err != nil {
			return err
		}
	}
	done, failed := source.Logout(ctx)
	if ctx.Err() != nil {
		return cmp.Or(l.printRemoved(done), context.Cause(ctx))
	}
	var all *multierror.Error
	for _, err := range failed {
		all = multierror.Append(all, fmt.Errorf("logging out: %w", err))
	}
	if !l.json {
		if err := l.printText(done, len(failed) == 0); err != nil {
			all = multierror.Append(all, err)
		}
	}
	if key, _ := l.env.LookupEnv(credential.APIKeyVariable); key != "" {
		l.note(credential.APIKeyVariable + " is still set and still in effect; unset it to log out")
	}
	if !l.local {
		if err := done.EndSession(ctx); err != nil {
			l.note(err.Error() + "; its refresh token is gone from here, and its access token expires soon")
		}
	}
	if l.json {
		if err := l.printJSON(l.object(done)); err != nil {
			all = multierror.Append(all, err)
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return all.ErrorOrNil()
}

// note warns, or keeps a warning for --json.
func (l *logout) note(text string) {
	if l.json {
		l.warnings = append(l.warnings, l.env.Typed(text))
		return
	}
	l.warn(text)
}

// printRemoved says what was removed before an interrupt, if anything was.
func (l *logout) printRemoved(done auth.Logout) error {
	if l.json && len(done.Removed) > 0 {
		return l.printJSON(l.object(done))
	}
	return l.printText(done, false)
}

// printText says what was removed. complete tells whether nothing is left.
func (l *logout) printText(done auth.Logout, complete bool) error {
	if len(done.Removed) == 0 && complete {
		return l.printf("Nobody was logged in\n")
	}
	for _, r := range done.Removed {
		what := "the API key"
		switch r.Kind {
		case auth.KindSession:
			what = "the session"
			if r.Email != "" {
				what += " of " + terminal.Escape(r.Email)
			}
		case auth.KindPending:
			what = "the pending login"
		}
		if err := l.printf("Removed %s: %s\n", what, terminal.EscapePath(r.Path)); err != nil {
			return err
		}
	}
	return nil
}

// A logoutObject is what --json prints.
type logoutObject struct {
	Removed  []removedObject `json:"removed"`
	Warnings []string        `json:"warnings"`
}

type removedObject struct {
	Kind   auth.Kind `json:"kind"`
	Source string    `json:"source"`
	Email  string    `json:"email"`
}

func (l *logout) object(done auth.Logout) logoutObject {
	object := logoutObject{Removed: []removedObject{}, Warnings: append([]string{}, l.warnings...)}
	for _, r := range done.Removed {
		object.Removed = append(object.Removed, removedObject{r.Kind, r.Path, r.Email})
	}
	return object
}
