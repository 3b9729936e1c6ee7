package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/workos"
)

// status is the command that shows who is logged in.
type status struct {
	*app
	json, quiet     bool
	verify, offline bool
	warnings        []string
}

func newStatus(a *app) *command.Command {
	s := &status{app: a}
	return &command.Command{
		Name:    "status",
		Purpose: "Show who is logged in",
		Usage:   "[--json] [--quiet] [--verify | --offline]",
		Help: `Shows the credential in use, and warns about those that it shadows and about
files that can't be read. A session that is about to expire is refreshed first,
by one request that starts within 5 seconds. Status 1 is a session that has
expired and can't be refreshed now; 4 is no credential, or one that --verify
found rejected.`,
		Examples: []command.Example{
			{Line: "amika-login status", Purpose: "see who is logged in"},
			{Line: "amika-login status --quiet || amika-login", Purpose: "log in unless somebody is"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.NoCredential, command.Interrupted, command.Terminated},
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&s.json, "json", false, "print a JSON object")
			fs.BoolVar(&s.quiet, "quiet", false, "print nothing, only set the exit status")
			fs.BoolVar(&s.verify, "verify", false, "ask Amika whether it accepts the credential")
			fs.BoolVar(&s.offline, "offline", false, "do not refresh an expired session")
		},
		Clash: command.Exclusive("verify", "offline"),
		Exec:  s.run,
	}
}

// A statusObject is what --json prints.
type statusObject struct {
	Authenticated bool                `json:"authenticated"`
	Method        credential.Method   `json:"method"`
	Source        string              `json:"source"`
	Email         string              `json:"email"`
	OrgID         string              `json:"org_id"`
	ExpiresAt     moment              `json:"expires_at"`
	Shadowed      []place             `json:"shadowed"`
	Warnings      []string            `json:"warnings"`
	Reason        reason              `json:"reason"`
	Verification  workos.Verification `json:"verification,omitempty"`
}

// A place is where a credential is.
type place struct {
	Method credential.Method `json:"method"`
	Source string            `json:"source"`
}

// A reason is why nobody is authenticated, in one word.
type reason string

const (
	reasonNone       reason = "none"            // no credential
	reasonUnreadable reason = "unreadable"      // a credential that makes no sense
	reasonExpired    reason = "expired_offline" // a session that can't be refreshed now
	reasonRevoked    reason = "revoked"         // a session that has ended, or a credential that Amika rejects
)

// A finding is what the command has found out.
type finding struct {
	statusObject
	active  credential.Credential // the one in use
	pending *workos.Pending       // a login that is pending, or nil
	problem error                 // why the credential can't be used
}

func (s *status) run(ctx context.Context) error {
	source := s.sourceWith(func(text string) { s.warnings = append(s.warnings, s.env.Typed(text)) })
	if err := source.Check(); err != nil {
		return err
	}
	if s.verify {
		if err := source.CheckAPI(); err != nil {
			return err
		}
	}
	f := s.find(ctx, source)
	if s.verify && ctx.Err() == nil {
		s.ask(ctx, source, &f)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if command.StatusOf(f.problem) == command.Usage {
		return f.problem
	}
	s.findPending(ctx, source, &f)
	f.Authenticated = f.problem == nil
	return s.report(f)
}

// findPending finds the login that is pending, and warns about one that is there
// and can't be read.
func (s *status) findPending(ctx context.Context, source *auth.Source, f *finding) {
	pending, err := source.PendingLogin(ctx)
	if err == nil {
		f.pending = &pending
		return
	}
	if errors.Is(err, auth.ErrNothingPending) {
		return
	}
	// What keeps all files from being read has been said.
	if _, unseen := os.Lstat(source.Store().PendingFile().Path()); unseen == nil {
		s.warnings = append(s.warnings, fmt.Sprintf("%v: it is ignored; remove it", err))
	}
}

// find finds the credential in use, and those that it shadows.
func (s *status) find(ctx context.Context, source *auth.Source) finding {
	f := finding{statusObject: statusObject{Method: credential.None, Shadowed: []place{}}}
	all, err := source.Store().All(ctx)
	switch {
	case err != nil:
		f.problem, f.Reason = err, reasonUnreadable
		// Even an invalid variable shadows all others.
		if key, _ := s.env.LookupEnv(credential.APIKeyVariable); key != "" {
			f.Method, f.Source = credential.EnvAPIKey, credential.APIKeyVariable
		}
		return f
	case len(all) == 0:
		f.problem, f.Reason = source.NoCredential(), reasonNone
		if unreadable(ctx, source.Store()) {
			f.Reason = reasonUnreadable
		}
		return f
	}
	for _, c := range all[1:] {
		f.Shadowed = append(f.Shadowed, place{c.Method, c.Source})
	}
	f.active, f.Method, f.Source = all[0], all[0].Method, all[0].Source
	if f.Method == credential.Login {
		s.findSession(ctx, source, &f)
	}
	return f
}

// unreadable reports whether there is a stored file that had to be ignored.
func unreadable(ctx context.Context, store *credential.Store) bool {
	_, key := store.APIKeyFile().Read(ctx)
	_, session := store.SessionFile().Read(ctx)
	return !errors.Is(key, fs.ErrNotExist) || !errors.Is(session, fs.ErrNotExist)
}

// findSession finds out whether the session in use is valid. It refreshes a
// session that is about to expire.
func (s *status) findSession(ctx context.Context, source *auth.Source, f *finding) {
	session := f.active.Session
	switch {
	case !s.offline:
		fresh, err := source.Refresh(ctx, session, auth.MinTTL, auth.Brief)
		if f.problem = err; err == nil {
			session = fresh
		}
	case session.TTL(s.env.Now()) > 0:
	case session.RefreshToken.Reveal() == "":
		f.problem = auth.ErrSessionEnded
	default:
		f.problem = hint.Wrap(errors.New("the session has expired, and --offline does not refresh it"), "run 'amika auth status' without --offline")
	}
	if errors.Is(f.problem, auth.ErrSessionEnded) {
		f.Reason = reasonRevoked
	} else if f.problem != nil {
		f.Reason = reasonExpired
	}
	f.active.Session = session
	f.Email, f.OrgID, f.ExpiresAt = session.Email, session.OrganizationID, moment(session.ExpiresAt)
}

// ask asks Amika about the credential, unless there is none that can be used.
func (s *status) ask(ctx context.Context, source *auth.Source, f *finding) {
	f.Verification = workos.Undecided
	if f.problem != nil {
		return
	}
	bearer := f.active.Key
	if f.Method == credential.Login {
		bearer = f.active.Session.AccessToken
	}
	verification, err := source.Verify(ctx, bearer)
	f.Verification = verification
	if err != nil {
		s.warnings = append(s.warnings, fmt.Sprintf("the credential was not verified: %v", err))
	}
	if verification == workos.Rejected {
		f.Reason = reasonRevoked
		f.problem = hint.Wrap(&command.Error{Status: command.NoCredential, Err: errors.New("it is not accepted by Amika")},
			replacement(f.Method))
	}
}

// replacement returns the advice for a credential that Amika rejects. A login
// would be of no use while an API key takes precedence.
func replacement(method credential.Method) string {
	switch method {
	case credential.EnvAPIKey:
		return "set AMIKA_API_KEY to another key, or unset it"
	case credential.StoredAPIKey:
		return "run 'amika auth login --api-key-file FILE' to replace it, or 'amika auth logout' to remove it"
	}
	return "run 'amika auth login'"
}
