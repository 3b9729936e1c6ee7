// Package cli is the command line of amika, which runs the other programs.
package cli

import (
	"context"
	"os"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

const name = "amika"

// Main runs the program and returns its exit status. If a helper replaces the
// process, it does not return.
func Main() int {
	return command.Main(func(ctx context.Context, env command.Env, args []string) command.Status {
		return Run(ctx, Env{Env: env, Executable: os.Executable, Environ: os.Environ(), Replace: process.Replace}, args)
	})
}

// An Env is what this program touches beyond what all do.
type Env struct {
	command.Env
	Executable func() (string, error) // the path of the running program
	Environ    []string               // what a helper gets, as NAME=VALUE
	// Replace runs the program at path in place of this one. argv includes
	// the program's name. It returns only if that fails, or where processes
	// can't be replaced: then with the status that the program ended with.
	Replace func(path string, argv, environ []string) (command.Status, error)
}

// Run runs the program with the given arguments, in the given environment. A
// helper is found before any flag is parsed, so that its arguments reach it
// byte for byte.
func Run(ctx context.Context, env Env, args []string) command.Status {
	if helper, rest, ok := route(args); ok {
		return env.dispatch(helper, rest)
	}
	return command.Run(ctx, env.Env, tree(), args)
}

// tree is what amika's own help describes.
func tree() *command.Command {
	auth := &command.Command{
		Name:    "auth",
		Purpose: "Log in to Amika, and find the credentials of coding agents",
		Usage:   "COMMAND [ARG...]",
		Statuses: []command.Status{
			command.Done, command.Usage, command.CannotRun, command.NotFound,
		},
	}
	for _, r := range routes() {
		auth.Commands = append(auth.Commands, &command.Command{
			Name: r.name, Purpose: r.purpose,
			Exec: func(context.Context) error {
				return command.Usagef("write '"+name+" auth "+r.name+"', and flags after it", "reading the command line: the command is not where it belongs")
			},
		})
	}
	return &command.Command{
		Name:    name,
		Purpose: "Run the commands of Amika",
		Usage:   "COMMAND [ARG...]",
		Help: `Each command is a program of its own, which is looked for beside amika and
then in the absolute directories of PATH. It gets all arguments as they are,
and its exit status is amika's.`,
		Examples: []command.Example{
			{Line: `eval "$(amika auth extract --export)"`, Purpose: "give the keys of your agents to all that this shell starts"},
			{Line: "amika auth extract -h", Purpose: "see what a command can do"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.CannotRun, command.NotFound},
		Commands: []*command.Command{auth},
	}
}
