// Package cli is the command line of amika-login.
package cli

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"time"

	"amika.dev/amika-login/browser"
	"amika.dev/pkg/auth"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
)

const name = "amika-login"

// Main runs the program and returns its exit status.
func Main() int { return command.Main(command.Interruptible(Run)) }

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env command.Env, args []string) command.Status {
	p := &program{env: env, open: browser.System().Open, find: exec.LookPath, self: os.Executable}
	return p.run(ctx, args)
}

// A program is one run of amika-login, and what it touches of the world beside
// its environment.
type program struct {
	env       command.Env
	transport http.RoundTripper // nil: the network
	open      func(url string) bool
	find      func(program string) (path string, err error) // on PATH
	self      func() (path string, err error)               // of this program
}

func (p *program) run(ctx context.Context, args []string) command.Status {
	return command.Run(ctx, p.env, p.tree(), args)
}

// Tree is what the help of this program tells.
func Tree() *command.Command { return new(program).tree() }

func (p *program) tree() *command.Command {
	root := newLogin(p)
	root.Commands = []*command.Command{newStatus(p), newToken(p), newLogout(p)}
	return root
}

// source is where credentials come from.
func (p *program) source() (*auth.Source, error) { return p.sourceWith(p.warn) }

func (p *program) sourceWith(warn func(text string)) (*auth.Source, error) {
	source, err := auth.New(p.env, warn)
	if err != nil {
		return nil, err
	}
	source.Client.Transport = p.transport
	return source, nil
}

// store is the stored files, for what needs no network.
func (p *program) store() *credential.Store {
	return credential.NewStore(basedir.Lookup(p.env.LookupEnv), p.warn)
}

func (p *program) warn(text string) { p.env.Warnf(name, "%s", text) }

// durationFlag is a flag for a time that is not negative. set, unless it is nil,
// learns that it was given.
func durationFlag(fs *flag.FlagSet, to *time.Duration, set *bool, name, standard, usage string) {
	fs.Func(name, usage, func(text string) error {
		d, err := time.ParseDuration(text)
		switch {
		case err != nil:
			return errors.New("it is not written like 90s or 5m")
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
