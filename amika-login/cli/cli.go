// Package cli is the command line of amika-login: its flags and its words. What
// a login is, package auth knows.
package cli

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"time"

	"amika.dev/amika-login/browser"
	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
)

const name = "amika-login"

// Main runs the program and returns its exit status.
func Main() int { return command.Main(command.Interruptible(Run)) }

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env command.Env, args []string) command.Status {
	a := &app{env: env, open: browser.System().Open}
	return a.run(ctx, args)
}

// An app is one run of amika-login.
type app struct {
	env  command.Env
	http http.RoundTripper // nil: the network
	open func(url string) (opened bool, err error)
}

func (a *app) run(ctx context.Context, args []string) command.Status {
	return command.Run(ctx, a.env, a.tree(), args)
}

// Tree returns the commands of the program, for its documentation.
func Tree() *command.Command { return new(app).tree() }

func (a *app) tree() *command.Command {
	root := newLogin(a)
	root.Commands = []*command.Command{newStatus(a), newToken(a), newLogout(a)}
	return root
}

// source returns the credentials. Its warnings are printed.
func (a *app) source() *auth.Source { return a.sourceWith(a.warn) }

func (a *app) sourceWith(warn func(text string)) *auth.Source {
	return auth.NewSource(&auth.Options{LookupEnv: a.env.LookupEnv, Now: a.env.Now, HTTP: a.http, Warn: warn})
}

func (a *app) warn(text string) { a.env.Warnf(name, "%s", text) }

func (a *app) warnf(format string, args ...any) { a.env.Warnf(name, format, args...) }

// durationFlag is a flag for a duration that is not negative. set, unless it is
// nil, becomes true when the flag is given.
func durationFlag(fs *flag.FlagSet, to *time.Duration, set *bool, name, standard, usage string) {
	fs.Func(name, usage, func(text string) error {
		d, err := time.ParseDuration(text)
		switch {
		case err != nil:
			return errors.New("want a duration such as 90s or 5m")
		case d < 0:
			return errors.New("it is negative")
		}
		*to = d
		if set != nil {
			*set = true
		}
		return nil
	})
	fs.Lookup(name).DefValue = standard
}
