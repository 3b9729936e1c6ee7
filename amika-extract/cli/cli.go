// Package cli is the command line of amika-extract.
package cli

import (
	"context"
	"os"
	"slices"
	"strings"

	"amika.dev/amika-extract/choose"
	"amika.dev/amika-extract/keyring"
	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
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
	// KeyStore is the key store of the system. Its zero value is this one's.
	KeyStore keyring.Store
	// Replace runs a program in place of this one: see [process.ReplaceAsShell].
	Replace func(path string, argv, environ []string) (status int, err error)
}

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env Env, args []string) command.Status {
	if len(args) > 0 && args[0] == source.Aside {
		return command.Report(env.Env, name, source.Serve(env.Stdout, args[1:]))
	}
	a := &app{env: env}
	flags := env.Env
	flags.LookupEnv = a.lookup
	root := a.command()
	switch { // the main job starts more quickly without what it doesn't use
	case len(args) > 0:
		root.Commands = append(root.Commands, a.seed())
	case !setsFlags(env.Environ()):
		root.Flags = nil
	}
	status := command.Run(ctx, flags, root, args)
	if a.ended {
		return a.status
	}
	return status
}

// setsFlags reports whether a variable of the environment may set a flag.
func setsFlags(environ []string) bool {
	const prefix = "AMIKA_EXTRACT_"
	return slices.ContainsFunc(environ, func(variable string) bool {
		return len(variable) > len(prefix) && strings.EqualFold(variable[:len(prefix)], prefix) // as Windows compares them
	})
}

// lookup finds a variable, unless it sets a flag of another command: the formats of
// seed are others.
func (a *app) lookup(name string) (string, bool) {
	value, set := a.env.LookupEnv(name)
	if a.seeds && name == "AMIKA_EXTRACT_FORMAT" && !isSeedFormat(value) {
		return "", false
	}
	return value, set
}

// Tree returns the command that the help of this program describes.
func Tree() *command.Command {
	a := new(app)
	root := a.command()
	root.Commands = append(root.Commands, a.seed())
	return root
}

// An app is one run of the program.
type app struct {
	env Env
	options
	commanded bool     // a "--" was typed
	argv      []string // the command that follows it
	home      home
	output    *render.Format // once it is decided
	notAsked  error          // why the key store was not asked, although it should have been
	seeds     bool           // the command is seed
	ended     bool           // the command has run, and did not replace the process
	status    command.Status // what it ended with
}

func (a *app) run(ctx context.Context) error {
	if err := a.check(); err != nil {
		return err
	}
	found, err := a.discover(ctx)
	if err != nil {
		return err
	}
	choice := a.choose(found.results)
	switch {
	case len(choice.Unmet()) > 0:
		return a.notFound(ctx, found, choice, choice.Unmet())
	case a.list:
		return a.failure(found.results, a.env.Write(a.listing(found, choice)))
	case a.commanded:
		return a.runCommand(found.results, choice)
	}
	return a.print(ctx, found, choice)
}

// A search is what was looked for and what was found.
type search struct {
	discovery *source.Discovery
	table     []*source.Source
	results   []source.Result
}

// discover reads all sources.
func (a *app) discover(ctx context.Context) (*search, error) {
	if err := a.findHome(); err != nil {
		return nil, err
	}
	now := a.env.Now()
	d := &source.Discovery{
		Home: a.home.path, Root: a.home.root, Lookup: a.env.LookupEnv, NoOAuth: a.noOAuth, Native: a.native,
		Now: now.Add(a.lifeWanted()), All: a.list,
	}
	a.useKeyring(d)
	s := &search{discovery: d, table: source.Table()}
	s.results = d.Run(ctx, s.table)
	return s, context.Cause(ctx)
}

// choose decides what is given of it.
func (a *app) choose(results []source.Result) *choose.Choice {
	format := a.outputFormat()
	refusal := format.Refusal
	if a.commanded {
		refusal = func(render.Assignment) error { return nil } // an environment can have any name
	}
	return choose.Make(results, choose.Options{
		Native: a.native, NoOAuth: a.noOAuth, NoClobber: a.noClobber, List: a.list, Single: format.Single && !a.list,
		Providers: a.providers, Require: a.require, MinTTL: a.minTTL.d, Lookup: a.env.LookupEnv, Now: a.env.Now(),
		Command: a.argv, OwnHome: a.commanded && a.home.root == nil, Home: a.homeFlag(), Shown: a.home.shown, Refusal: refusal,
	})
}

// print writes the assignments in the format that was asked for.
func (a *app) print(ctx context.Context, found *search, choice *choose.Choice) error {
	a.warn(choice)
	results := found.results
	format := a.outputFormat()
	if format.Single && len(choice.Given) == 0 {
		return a.notFound(ctx, found, choice, a.providers)
	}
	if len(choice.Given) == 0 && len(choice.Warnings) == 0 && len(choice.Notes) == 0 && a.watched() {
		a.env.Notef(name, "nothing was found that could be given; %s shows where it was looked for", a.listCommand())
	}
	size := 0
	for _, given := range choice.Given {
		size += len("export =''\n") + len(given.Name) + len(given.Value.Reveal())
	}
	text := format.Append(make([]byte, 0, size), choice.Given, a.export)
	if format.File != "" {
		return a.failure(results, a.appendTo(format.File, text, format.Masks(choice.Given)))
	}
	return a.failure(results, a.env.Write(text))
}

// watched reports whether a person at a terminal sees what is printed, or typed the
// command that reads it.
func (a *app) watched() bool {
	return a.env.Columns() > 0 || terminal.Columns(a.env.Stdin) > 0
}
