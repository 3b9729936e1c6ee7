package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
)

// status is the command that shows who is logged in.
type status struct {
	*program
	json, quiet     bool
	verify, offline bool
	warnings        []string
}

func newStatus(p *program) *command.Command {
	s := &status{program: p}
	return &command.Command{
		Name:    "status",
		Purpose: "Show who is logged in",
		Usage:   "[--json] [--quiet] [--verify | --offline]",
		Help: `Shows the credential that is used, and warns of those that it hides and of
files that can't be read. A session that is about to expire is refreshed first,
within 5 seconds. Status 1 is a session that has expired and can't be refreshed
now; 4 is no credential, or one that --verify found rejected.`,
		Examples: []command.Example{
			{Line: "amika-login status", Purpose: "see who is logged in"},
			{Line: "amika-login status --quiet || amika-login", Purpose: "log in unless somebody is"},
		},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage, command.NoCredential, command.Interrupted, command.Terminated},
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&s.json, "json", false, "print an object")
			fs.BoolVar(&s.quiet, "quiet", false, "print nothing, with --json too; the status says it")
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
	Verification  workos.Verification `json:"verification,omitempty"`
}

// A place is where there is a credential.
type place struct {
	Method credential.Method `json:"method"`
	Source string            `json:"source"`
}

func (s *status) run(ctx context.Context) error {
	source, err := s.sourceWith(func(text string) { s.warnings = append(s.warnings, text) })
	if err != nil {
		return err
	}
	apiURL, err := s.apiURL()
	if err != nil {
		return err
	}
	object, bearer, problem := s.find(ctx, source)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if s.verify {
		problem = s.ask(ctx, source.Client, apiURL, bearer, &object, problem)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	object.Authenticated = problem == nil
	return s.report(object, problem)
}

// find finds the credential that comes first, and those that it hides. The
// error says why it is of no use.
func (s *status) find(ctx context.Context, source *auth.Source) (statusObject, secret.String, error) {
	object := statusObject{Method: credential.None, Shadowed: []place{}}
	all, err := source.Store.All(ctx)
	if err != nil {
		// One in the environment that is none hides all others all the same.
		if key, _ := s.env.LookupEnv(credential.APIKeyVariable); key != "" {
			object.Method, object.Source = credential.EnvAPIKey, credential.APIKeyVariable
		}
		return object, secret.String{}, err
	}
	if len(all) == 0 {
		return object, secret.String{}, command.WithHint(&command.Error{Status: command.NoCredential, Err: auth.ErrNone}, "run 'amika auth login', or set "+credential.APIKeyVariable)
	}
	for _, c := range all[1:] {
		object.Shadowed = append(object.Shadowed, place{c.Method, c.Source})
	}
	bearer, err := s.active(ctx, source, all[0], &object)
	return object, bearer, err
}

// active finds out about the credential that comes first. The error says why
// it is of no use.
func (s *status) active(ctx context.Context, source *auth.Source, c credential.Credential, object *statusObject) (bearer secret.String, err error) {
	object.Method, object.Source = c.Method, c.Source
	if c.Method != credential.Login {
		return c.Key, nil
	}
	session := c.Session
	switch {
	case !s.offline:
		fresh, failed := source.Refresh(ctx, session, auth.MinTTL, auth.Brief)
		if err = failed; err == nil {
			session = fresh
		}
	case session.TTL(s.env.Now()) > 0:
	case session.RefreshToken.Reveal() == "":
		err = command.WithHint(&command.Error{Status: command.NoCredential, Err: auth.ErrLoggedOut}, "run 'amika auth login'")
	default:
		err = command.WithHint(errors.New("the session has expired, and --offline does not refresh it"), "run 'amika auth status' without --offline")
	}
	object.Email, object.OrgID, object.ExpiresAt = session.Email, session.OrganizationID, moment(session.ExpiresAt)
	if err != nil {
		return secret.String{}, err
	}
	return session.AccessToken, nil
}

// apiURL is where Amika is.
func (s *status) apiURL() (string, error) {
	const variable = "AMIKA_API_URL"
	url, _ := s.env.LookupEnv(variable)
	if !s.verify || url == "" {
		return workos.DefaultAPIURL, nil
	}
	if _, err := workos.ParseBase(url); err != nil {
		return "", command.Usagef("unset it to use "+workos.DefaultAPIURL, "reading %s: %w", variable, err)
	}
	return url, nil
}

// ask asks Amika about the credential, unless there is none that could be used.
func (s *status) ask(ctx context.Context, client *workos.Client, url string, bearer secret.String, object *statusObject, problem error) error {
	object.Verification = workos.Undecided
	if problem != nil {
		return problem
	}
	verification, err := client.Verify(ctx, url, bearer)
	object.Verification = verification
	if err != nil {
		s.warnings = append(s.warnings, fmt.Sprintf("the credential was not verified: %v", err))
	}
	if verification == workos.Rejected {
		return command.WithHint(&command.Error{Status: command.NoCredential, Err: errors.New("it is not accepted by Amika")}, "run 'amika auth login', or replace the API key")
	}
	return nil
}

// report prints what was found. The status is that of problem.
func (s *status) report(object statusObject, problem error) error {
	if s.quiet {
		return silent(problem)
	}
	if s.json {
		object.Warnings = append([]string{}, s.warnings...)
		if err := s.printJSON(object); err != nil {
			return err
		}
		return doing("checking the credential", problem)
	}
	if err := s.printText(object); err != nil {
		return err
	}
	for _, text := range s.warnings {
		s.warn(text)
	}
	for _, c := range object.Shadowed {
		s.warn(fmt.Sprintf("%s is not used: %s comes first", terminal.Escape(c.Source), terminal.Escape(object.Source)))
	}
	return doing("checking the credential", problem)
}

// silent is the status of err without a word.
func silent(err error) error {
	if err == nil {
		return nil
	}
	return &command.Error{Status: command.StatusOf(err)}
}

// printText prints the status for people.
func (s *status) printText(object statusObject) error {
	if object.Method == credential.None {
		return nil // the error says it all
	}
	title, who := "Logged in with an API key", "API key"
	if object.Method == credential.Login {
		title, who = "Logged in", "session"
	}
	if object.Email != "" {
		title, who = title+" as "+terminal.Escape(object.Email), who+" of "+terminal.Escape(object.Email)
	}
	colour := terminal.Green
	if !object.Authenticated {
		title, colour = "Not logged in: the "+who+" can't be used", terminal.Red
	}
	if !s.env.Coloured() {
		colour = terminal.Plain
	}
	text := fmt.Appendf(nil, "%s\nSource: %s\n", colour.Paint(title), terminal.Escape(object.Source))
	if object.OrgID != "" {
		text = fmt.Appendf(text, "Organization: %s\n", terminal.Escape(object.OrgID))
	}
	at := time.Time(object.ExpiresAt)
	switch {
	case object.Method != credential.Login:
	case at.IsZero():
		text = fmt.Appendf(text, "Access token: it is not known when it expires\n")
	case at.After(s.env.Now()):
		text = fmt.Appendf(text, "Access token: expires at %s\n", timestamp(at))
	default:
		text = fmt.Appendf(text, "Access token: expired at %s\n", timestamp(at))
	}
	if object.Verification != "" {
		text = fmt.Appendf(text, "Verification: %s\n", object.Verification)
	}
	return s.env.Write(text)
}
