// Package cli is the command line of amika-extract.
package cli

import (
	"context"
	"os"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

const name = "amika-extract"

// Main runs the program and returns its exit status. If a command replaces the
// process, it does not return.
func Main() int {
	return command.Main(func(ctx context.Context, env command.Env, args []string) command.Status {
		return Run(ctx, Env{Env: env, Environ: os.Environ, Replace: process.ReplaceAsShell}, args)
	})
}

// An Env is what this program touches beyond what all do.
type Env struct {
	command.Env
	Environ func() []string // as NAME=VALUE
	// Replace runs a program in place of this one: see [process.ReplaceAsShell].
	Replace func(path string, argv, environ []string) (status int, err error)
}

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env Env, args []string) command.Status {
	e := &extract{env: env}
	flags := env.Env
	flags.LookupEnv = e.variable
	status := command.Run(ctx, flags, e.command(), args)
	if e.ended {
		return e.status
	}
	return status
}

// Tree is what the help of this program tells.
func Tree() *command.Command { return new(extract).command() }

// extract is one run of the command.
type extract struct {
	env Env
	options
	commanded bool     // a "--" was typed
	argv      []string // the command that follows it
	home      home
	seeds     bool           // the command is seed
	ended     bool           // the command has run, and did not replace the process
	status    command.Status // what it ended with
}

func (e *extract) run(ctx context.Context) error {
	if err := e.contradiction(); err != nil {
		return err
	}
	discovery, reports, err := e.discover(ctx)
	if err != nil {
		return err
	}
	chosen := e.choose(reports)
	switch {
	case len(chosen.missing) > 0:
		return e.notFound(reports, chosen.missing)
	case e.list:
		return e.failure(reports, e.env.Write(e.listing(discovery, reports, chosen)))
	case e.commanded:
		return e.runCommand(reports, chosen)
	}
	return e.print(reports, chosen)
}

// discover reads all sources.
func (e *extract) discover(ctx context.Context) (source.Discovery, []source.Report, error) {
	home, err := e.findHome()
	if err != nil {
		return source.Discovery{}, nil, err
	}
	e.home = home
	d := source.Discovery{
		Home: home.path, Confined: home.given, Lookup: e.env.LookupEnv, NoOAuth: e.noOAuth, Native: e.native, Now: e.env.Now(),
	}
	return d, d.Run(ctx, source.Table()), context.Cause(ctx)
}

// print writes the assignments in the format that is wanted.
func (e *extract) print(reports []source.Report, chosen *choice) error {
	text, refused := render.Write(render.FormatFor(e.formatName(), e.export), chosen.given)
	e.warn(reports, chosen, refused)
	e.note(chosen)
	switch {
	case e.format == "raw" && len(chosen.given) == 0:
		return e.notFound(reports, e.providers)
	case e.format == "github":
		return e.failure(reports, e.writeGitHub(text, render.Masks(chosen.given)))
	}
	return e.failure(reports, e.env.Write(text))
}
