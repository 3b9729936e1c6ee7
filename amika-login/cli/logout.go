package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/terminal"
	"github.com/hashicorp/go-multierror"
)

// lockPatience is how long a command waits for a lock that is held for moments,
// unless its holder is stuck or waits for the network.
const lockPatience = 5 * time.Second

// logout is the command that removes what login stored.
type logout struct {
	*program
	local bool
}

func newLogout(p *program) *command.Command {
	l := &logout{program: p}
	return &command.Command{
		Name:    "logout",
		Purpose: "Log out",
		Usage:   "[--local]",
		Help: `Removes the stored API key, the session and a login that is pending, whatever
state they are in, and then ends the session at WorkOS if it can be reached
within 5 seconds. An API key stays valid until it is revoked at
app.amika.dev/settings.`,
		Examples: []command.Example{
			{Line: "amika-login logout", Purpose: "log out"},
			{Line: "amika-login logout --local", Purpose: "log out without the network"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.Interrupted, command.Terminated},
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&l.local, "local", false, "do not end the session at WorkOS")
		},
		Exec: l.run,
	}
}

func (l *logout) run(ctx context.Context) error {
	store := l.store()
	var source *auth.Source
	if !l.local {
		var err error
		if source, err = l.source(); err != nil {
			return err
		}
	}
	if _, err := store.Directory(); err != nil {
		l.remind()
		return err
	}
	session, _ := store.SessionFile().Read(ctx) // one that can't be read goes too
	err := l.removeAll(ctx, store, session)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l.remind()
	if id := credential.ParseClaims(session.AccessToken).SessionID; id != "" && !l.local {
		if failed := source.Client.Logout(ctx, id); failed != nil && ctx.Err() == nil {
			l.warn(fmt.Sprintf("the session has not been ended at WorkOS: %v; its refresh token is gone from here, and its access token expires soon", failed))
		}
	}
	return err
}

// removeAll removes what is stored and says what it was. What can't be removed
// keeps nothing else from it.
func (l *logout) removeAll(ctx context.Context, store *credential.Store, session credential.Session) error {
	var all *multierror.Error
	removed := 0
	remove := func(what, path string, remove func(context.Context) (bool, error)) {
		limited, cancel := context.WithTimeout(ctx, lockPatience)
		defer cancel()
		found, err := remove(limited)
		if err != nil {
			all = multierror.Append(all, fmt.Errorf("logging out: %w", err))
		} else if found {
			removed++
			if err := l.printf("Removed %s: %s\n", what, terminal.Escape(path)); err != nil {
				all = multierror.Append(all, err)
			}
		}
	}
	owner := "the session"
	if session.Email != "" {
		owner += " of " + terminal.Escape(session.Email)
	}
	remove("the API key", store.APIKeyFile().Path(), store.APIKeyFile().Remove)
	remove(owner, store.SessionFile().Path(), store.SessionFile().Remove)
	remove("the pending login", store.PendingFile().Path(), store.PendingFile().Remove)
	if err := all.ErrorOrNil(); err != nil {
		return err
	}
	if removed == 0 {
		return l.printf("Nothing was stored\n")
	}
	return nil
}

// remind says that there is a credential that only the user can take away.
func (l *logout) remind() {
	if key, _ := l.env.LookupEnv(credential.APIKeyVariable); key != "" {
		l.env.Warnf(name, "%s is still set and goes on to be used; unset it to log out of it", credential.APIKeyVariable)
	}
}
