package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
)

// login is the root command.
type login struct {
	*app
	noBrowser  bool
	apiKeyFile string
	noWait     bool
	resume     bool
	timeout    time.Duration
	hasTimeout bool
	json       bool
	source     *auth.Source
	printed    bool // whether an object is on stdout
}

func newLogin(a *app) *command.Command {
	l := &login{app: a}
	return &command.Command{
		Name:    name,
		Group:   "auth",
		Purpose: "Log in to Amika",
		Usage: `[--no-browser] [--json]
  amika-login --api-key-file FILE|- [--json]
  amika-login --no-wait [--json]
  amika-login --resume [--timeout DURATION] [--json]
  amika-login COMMAND [ARG...]`,
		Help: `Shows a code, opens the page on which to approve the login, waits for that, and
replaces the stored session. --api-key-file stores an API key instead. With
--no-wait and --resume, a login takes two steps that don't block. AMIKA_API_KEY
takes precedence over the files, which are in $AMIKA_STATE_DIRECTORY or else in
$XDG_STATE_HOME/amika. AMIKA_WORKOS_CLIENT_ID, AMIKA_WORKOS_API_URL and
AMIKA_API_URL name another client ID and other servers, BROWSER the command that
opens a page, or none.`,
		Manual: `Files, in $AMIKA_STATE_DIRECTORY, or else in $XDG_STATE_HOME/amika:
  api-key.json          the stored API key
  workos-session.json   the session of the login
  pending-login.json    a login that --no-wait started

Variables:
  AMIKA_API_KEY            an API key that takes precedence over the files
  AMIKA_STATE_DIRECTORY    the directory of the files; an absolute path
  XDG_STATE_HOME           the directory for state; ~/.local/state if unset
  AMIKA_WORKOS_CLIENT_ID   another client ID at WorkOS
  AMIKA_WORKOS_API_URL     another URL for WorkOS
  AMIKA_API_URL            another URL for Amika; only for status --verify
  BROWSER                  the command that opens a page, or none for never`,
		Examples: []command.Example{
			{Line: name, Purpose: "log in with the browser"},
			{Line: name + " --no-wait", Purpose: "start a login in a script; --resume finishes it"},
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
	fs.BoolVar(&l.noBrowser, "no-browser", false, "do not open a browser")
	fs.Func("api-key-file", "store the API key that `FILE` holds; - is stdin", l.setAPIKeyFile)
	fs.BoolVar(&l.noWait, "no-wait", false, "start a login, print how to approve it, and exit")
	fs.BoolVar(&l.resume, "resume", false, "finish the login that --no-wait started")
	durationFlag(fs, &l.timeout, &l.hasTimeout, "timeout", "none", "exit with status 5 after this `DURATION`; with --resume")
	fs.BoolVar(&l.json, "json", false, "print a JSON object")
}

// setAPIKeyFile sets the value of --api-key-file. An empty one most likely comes
// from a variable that is not set, and must not start another kind of login.
func (l *login) setAPIKeyFile(path string) error {
	if path == "" {
		return errors.New("it is empty")
	}
	l.apiKeyFile = path
	return nil
}

// run logs in. With --json, a login that fails says so on stdout too.
func (l *login) run(ctx context.Context) error {
	err := l.choose(ctx)
	if err == nil {
		return nil
	}
	if l.apiKeyFile == "" && command.StatusOf(err) != command.Usage {
		err = fmt.Errorf("logging in: %w", err)
	}
	if l.json && !l.printed && ctx.Err() == nil && command.StatusOf(err) != command.Usage {
		if failed := l.printJSON(failedObject{auth.ResultOf(err), err.Error()}); failed != nil {
			return failed
		}
	}
	return err
}

// choose logs in the way that the flags ask for.
func (l *login) choose(ctx context.Context) error {
	l.source = l.app.source()
	switch {
	case l.apiKeyFile != "":
		return l.storeAPIKey(ctx)
	case l.noWait:
		return l.begin(ctx)
	case l.resume:
		return l.finish(ctx)
	default:
		return l.interactive(ctx)
	}
}

// A failedObject is what a login that failed prints with --json.
type failedObject struct {
	Result auth.Result `json:"result"`
	Error  string      `json:"error"`
}
