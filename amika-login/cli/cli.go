// Package cli is the command line of amika-login.
package cli

import (
	"context"
	"errors"

	"amika.dev/pkg/command"
)

// Main runs the program and returns its exit status.
func Main() int { return command.Main(Run) }

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env command.Env, args []string) command.Status {
	return command.Run(ctx, env, root(), args)
}

func root() *command.Command {
	return &command.Command{
		Name:     "amika-login",
		Purpose:  "Log in to Amika (not in this version yet)",
		Help:     "This version can't log in. Give Amika's clients an API key in AMIKA_API_KEY.",
		Statuses: []command.Status{command.Done, command.Failed, command.Usage},
		Exec: func(context.Context) error {
			return command.WithHint(errors.New("logging in: this version can't"), "set AMIKA_API_KEY to an API key from app.amika.dev/settings")
		},
	}
}
