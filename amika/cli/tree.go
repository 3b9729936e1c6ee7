package cli

import (
	"context"
	"strings"

	"amika.dev/pkg/command"
)

// Tree returns the commands of the program, for its documentation.
func Tree() *command.Command { return new(app).tree() }

// tree returns the commands that amika has itself, and those that it runs.
func (a *app) tree() *command.Command {
	return &command.Command{
		Name:    name,
		Purpose: "Run the commands of Amika",
		Usage:   "COMMAND [ARG...]",
		Help: `The programs amika-login and amika-extract run the commands of auth, and
amika-NAME runs any other 'amika NAME', so anyone can add a command. Programs
are looked up beside amika, and then in the absolute directories of PATH. They
get all arguments unchanged, and amika exits with their status.`,
		Examples: []command.Example{
			{Line: "amika auth login", Purpose: "log in"},
			{Line: "amika auth extract -- claude", Purpose: "run an agent with the keys that are found"},
			{Line: "amika help auth extract", Purpose: "see what a command can do"},
		},
		Statuses:   statuses,
		Commands:   []*command.Command{a.auth(), a.help(), a.version()},
		Extensions: a.extensions,
	}
}

// statuses are those of a command that runs another program.
var statuses = []command.Status{command.Done, command.Failed, command.Usage, command.CannotRun, command.NotFound}

func (a *app) auth() *command.Command {
	auth := &command.Command{
		Name:    "auth",
		Purpose: "Log in to Amika, and find the credentials of coding agents",
		Usage:   "COMMAND [ARG...]",
		Help: `'amika auth extract' is the program amika-extract, and 'amika auth login' is
amika-login; the others are commands of theirs. amika exits with their status.`,
		Examples: []command.Example{
			{Line: "amika auth login", Purpose: "log in with the browser"},
			{Line: `eval "$(amika auth extract --export)"`, Purpose: "give this shell the keys of your agents"},
		},
		Statuses: statuses,
	}
	for _, r := range routes() {
		auth.Commands = append(auth.Commands, &command.Command{
			Name: r.name, Purpose: r.purpose, Usage: "[ARG...]",
			Help: "This is '" + strings.Join(append([]string{r.helper}, r.args...), " ") + "'.",
			Exec: func(context.Context) error {
				return command.Usagef("run '"+name+" auth "+r.name+" -h'", "reading the command line: flags go after '%s auth %s', not before", name, r.name)
			},
		})
	}
	return auth
}

func (a *app) help() *command.Command {
	return &command.Command{
		Name:    "help",
		Purpose: "Describe a command",
		Usage:   "[COMMAND...]",
		Help:    "'amika help COMMAND' is 'amika COMMAND -h'; 'auth' may be left out.",
		Examples: []command.Example{
			{Line: "amika help", Purpose: "see the commands, and those found on this machine"},
			{Line: "amika help auth extract", Purpose: "see what a command can do"},
		},
		Statuses: statuses,
		// Run has taken all that are names.
		Args: func([]string) error {
			return command.Usagef("run 'amika help'", "reading the command line: unknown command")
		},
		Exec: func(context.Context) error { return nil },
	}
}

func (a *app) version() *command.Command {
	return &command.Command{
		Name:    "version",
		Purpose: "Print the versions of amika and its programs",
		Help: `Prints a line for each program: its version, and where it is. Programs that
can't be found or queried are reported on stderr.`,
		Examples: []command.Example{
			{Line: "amika version", Purpose: "see what is installed where, for a bug report"},
			{Line: "amika --version", Purpose: "see the version of amika alone"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage},
		Exec:     a.printVersions,
	}
}
