// Package cli is the command line of amika-extract.
package cli

import (
	"context"
	"flag"
	"slices"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
)

const name = "amika-extract"

// Main runs the program and returns its exit status.
func Main() int { return command.Main(Run) }

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env command.Env, args []string) command.Status {
	e := &extract{env: env, args: args}
	return command.Run(ctx, env, e.command(), args)
}

// extract is one run of the command.
type extract struct {
	env     command.Env
	args    []string // as typed
	export  bool
	homedir string
	noOAuth bool
	home    home
}

func (e *extract) command() *command.Command {
	return &command.Command{
		Name:    name,
		Purpose: "Print the API keys that coding agents left on disk, as shell assignments",
		Usage:   "[--export] [--homedir DIR] [--no-oauth]",
		Help: `Reads the files of Claude Code, Codex, OpenCode and Amp, and Amika's own
stores. If several have a key for one provider, the agent's own comes first.
Nothing is written and nothing is sent anywhere.`,
		Examples: []command.Example{
			{Line: `eval "$(amika-extract --export)"`, Purpose: "give the keys to all that this shell starts"},
			{Line: `out=$(amika-extract --export) || [ $? -eq 3 ] && eval "$out"`, Purpose: "the same in a script, which then sees a failure"},
			{Line: "amika-extract --homedir /mnt/home --no-oauth", Purpose: "only the API keys of another home directory"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.Partial},
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&e.export, "export", false, `prefix each line with "export"`)
			fs.BoolVar(&e.noOAuth, "no-oauth", false, "leave out the access tokens of OAuth sessions")
			fs.Func("homedir", "search `DIR` instead of the home directory", e.setHomedir)
			fs.Lookup("homedir").DefValue = "$HOME"
		},
		Exec: e.run,
	}
}

func (e *extract) run(ctx context.Context) error {
	if slices.Contains(e.args, "--") {
		return command.Usagef("run '"+name+" -h'", "reading the command line: unexpected argument")
	}
	home, err := e.findHome()
	if err != nil {
		return err
	}
	e.home = home
	reports := source.Discovery{
		Home: home.path, Confined: home.given, Lookup: e.env.LookupEnv, NoOAuth: e.noOAuth, Now: e.env.Now(),
	}.Run(ctx, source.Table())
	if err := context.Cause(ctx); err != nil {
		return err
	}
	winners, conflicts := source.Choose(reports)
	text, left := render.Sh(render.Assign(winners), e.export)
	e.warn(reports, winners, conflicts, left)
	e.note(winners)
	return e.failure(reports, e.env.Write(text))
}
