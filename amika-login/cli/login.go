package cli

import (
	"context"
	"errors"
	"flag"
	"time"

	"amika.dev/pkg/command"
)

// login is the root command, in all its ways to log in.
type login struct {
	*program
	noBrowser  bool
	apiKeyFile string
	noWait     bool
	resume     bool
	timeout    time.Duration
	hasTimeout bool
	json       bool
}

func newLogin(p *program) *command.Command {
	l := &login{program: p}
	return &command.Command{
		Name:    name,
		Purpose: "Log in to Amika",
		Usage: `[--no-browser] [--json]
  amika-login --api-key-file FILE|- [--json]
  amika-login --no-wait [--json]
  amika-login --resume [--timeout DURATION] [--json]
  amika-login COMMAND [ARG...]`,
		Help: `Shows a code, opens the page on which to approve the login, waits for that, and
stores the session. --api-key-file stores an API key instead. With --no-wait and
--resume, a login takes two steps that never wait for anybody, for scripts and
agents. The session is replaced when a login has succeeded, not before.

Files, in $AMIKA_STATE_DIRECTORY, or else in $XDG_STATE_HOME/amika:
  api-key.json          the API key that was stored
  workos-session.json   the session of the login
  pending-login.json    a login that --no-wait started

Variables:
  AMIKA_API_KEY            an API key that comes before all that is stored
  AMIKA_STATE_DIRECTORY    where the files are
  XDG_STATE_HOME           where state is kept; ~/.local/state if unset
  AMIKA_WORKOS_CLIENT_ID   another client ID at WorkOS
  AMIKA_WORKOS_API_URL     another WorkOS
  AMIKA_API_URL            another Amika, for status --verify
  BROWSER                  the command that opens a page; none for never`,
		Examples: []command.Example{
			{Line: name, Purpose: "log in with the browser"},
			{Line: "vault kv get -field=key secret/amika | amika-login --api-key-file -", Purpose: "store an API key"},
			{Line: name + " --no-wait", Purpose: "start a login in a script, and print the command that finishes it"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.NoCredential, command.Pending, command.Interrupted, command.Terminated},
		Flags:    l.flags,
		Clash:    command.Exclusive("api-key-file", "no-wait", "resume"),
		Needs:    map[string][]string{"timeout": {"resume"}},
		CompleteFlag: func(flag string) command.Completer {
			if flag == "api-key-file" {
				return command.Files
			}
			return nil
		},
		Exec: l.run,
	}
}

func (l *login) flags(fs *flag.FlagSet) {
	fs.BoolVar(&l.noBrowser, "no-browser", false, "open no browser")
	fs.Func("api-key-file", "store the API key that `FILE` holds; - is stdin", l.setAPIKeyFile)
	fs.BoolVar(&l.noWait, "no-wait", false, "start a login, print how to approve it, and end")
	fs.BoolVar(&l.resume, "resume", false, "finish the login that --no-wait started")
	durationFlag(fs, &l.timeout, &l.hasTimeout, "timeout", "until the code expires", "end with status 5 after this `DURATION`; with --resume")
	fs.BoolVar(&l.json, "json", false, "print an object instead of words")
}

// setAPIKeyFile takes the value of --api-key-file. An empty one most likely
// comes from a variable that isn't set, and must not start another login.
func (l *login) setAPIKeyFile(path string) error {
	if path == "" {
		return errors.New("it is empty")
	}
	l.apiKeyFile = path
	return nil
}

func (l *login) run(ctx context.Context) error {
	if l.apiKeyFile != "" {
		return l.storeAPIKey(ctx)
	}
	source, err := l.source()
	if err != nil {
		return err
	}
	d := &device{login: l, source: source}
	switch {
	case l.noWait:
		return d.begin(ctx)
	case l.resume:
		return d.resume(ctx)
	default:
		return d.interactive(ctx)
	}
}
