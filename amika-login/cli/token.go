package cli

import (
	"context"
	"flag"
	"fmt"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
)

// token is the command that prints a token.
type token struct {
	*app
	json   bool
	minTTL time.Duration
}

func newToken(a *app) *command.Command {
	t := &token{app: a, minTTL: auth.MinTTL}
	return &command.Command{
		Name:    "token",
		Purpose: "Print a token for scripts",
		Usage:   "[--json] [--min-ttl DURATION]",
		Help: `Prints the bearer token for requests to Amika: the API key, or the access token
of the session, which is refreshed shortly before it expires. However many
processes ask at once, one of them refreshes it. It takes at most 30 seconds.`,
		Examples: []command.Example{
			{Line: `token=$(amika-login token) && curl -H "Authorization: Bearer $token" \
    https://app.amika.dev/api/v0beta1/sandboxes`, Purpose: "call the API"},
			{Line: "amika-login token --min-ttl 4m", Purpose: "get one for a longer job"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.NoCredential, command.Interrupted, command.Terminated},
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&t.json, "json", false, "print an object with token, method and expires_at")
			durationFlag(fs, &t.minTTL, nil, "min-ttl", "60s", "refresh unless the token is valid for this `DURATION`")
		},
		Exec: t.run,
	}
}

// A tokenObject is what --json prints.
type tokenObject struct {
	Token     string            `json:"token"`
	Method    credential.Method `json:"method"`
	ExpiresAt moment            `json:"expires_at"`
}

func (t *token) run(ctx context.Context) error {
	found, err := t.source().TokenFor(ctx, t.minTTL)
	if err != nil {
		return fmt.Errorf("getting a token: %w", err)
	}
	if t.json {
		return t.printJSON(tokenObject{found.Value.Reveal(), found.Method, moment(found.ExpiresAt)})
	}
	return t.env.Write([]byte(found.Value.Reveal() + "\n"))
}
