package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
)

// report prints what was found, and returns why the credential can't be used.
func (s *status) report(f finding) error {
	if s.quiet {
		if f.problem == nil {
			return nil
		}
		return &command.Error{Status: command.StatusOf(f.problem)}
	}
	if s.json {
		f.Warnings = append([]string{}, s.warnings...)
		if f.pending != nil {
			f.Warnings = append(f.Warnings, s.pendingText(*f.pending))
		}
		if err := s.printJSON(f.statusObject); err != nil {
			return err
		}
		return checking(f.problem)
	}
	if err := s.env.Write(s.text(f)); err != nil {
		return err
	}
	for _, text := range s.warnings {
		s.warn(text)
	}
	for _, c := range f.Shadowed {
		s.warnf("%s is not used: %s takes precedence", terminal.EscapePath(c.Source), terminal.EscapePath(f.Source))
	}
	if f.pending != nil {
		s.env.Notef(name, "%s", s.pendingText(*f.pending))
	}
	return checking(f.problem)
}

func checking(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("checking the credential: %w", err)
}

func (s *status) pendingText(p workos.Pending) string {
	code := ""
	if p.UserCode != "" {
		code = " with the code " + terminal.Escape(p.UserCode)
	}
	return fmt.Sprintf("a login%s is pending until %s; to finish it, run '%s'", code, timestamp(p.ExpiresAt), s.next())
}

// text returns the status for people.
func (s *status) text(f finding) []byte {
	if f.Method == credential.None {
		return nil // the error says it all
	}
	colour := terminal.Green
	if f.problem != nil {
		colour = terminal.Red
	}
	if !s.env.Coloured() {
		colour = terminal.Plain
	}
	text := fmt.Appendf(nil, "%s\nSource: %s\n", colour.Paint(title(f)), terminal.EscapePath(f.Source))
	if f.OrgID != "" {
		text = fmt.Appendf(text, "Organization: %s\n", terminal.Escape(f.OrgID))
	}
	switch f.Method {
	case credential.Login:
		text = append(text, s.sessionText(f)...)
	default:
		text = append(text, keyText(f.active)...)
	}
	switch {
	case f.Verification != "":
		text = fmt.Appendf(text, "Verification: %s\n", f.Verification)
	case f.Method != credential.Login && f.problem == nil:
		text = fmt.Appendf(text, "Verification: not verified; --verify asks Amika\n")
	}
	return text
}

// title returns the line that says who is logged in.
func title(f finding) string {
	of := ""
	if f.Email != "" {
		of = " of " + terminal.Escape(f.Email)
	}
	switch {
	case f.Verification == workos.Rejected && f.Method == credential.Login:
		return "Not logged in: Amika rejects the session" + of
	case f.Verification == workos.Rejected:
		return "Not logged in: Amika rejects the API key"
	case f.Method != credential.Login && f.problem != nil:
		return "Not logged in: the API key can't be used"
	case f.Method != credential.Login:
		return "Logged in with an API key"
	case f.problem == nil && f.Email != "":
		return "Logged in as " + terminal.Escape(f.Email)
	case f.problem == nil:
		return "Logged in"
	case errors.Is(f.problem, auth.ErrSessionEnded) || f.Reason == reasonRevoked:
		return "Not logged in: the session" + of + " has ended"
	default:
		return "Logged in, but the session" + of + " can't be renewed now"
	}
}

// sessionText returns until when a session is valid, and who renews it.
func (s *status) sessionText(f finding) string {
	renews := ""
	if f.active.Session.RefreshToken.Reveal() != "" && f.Reason != reasonRevoked {
		renews = "; renews itself"
	}
	at := time.Time(f.ExpiresAt)
	switch {
	case at.IsZero():
		return "Access token: expiry unknown" + renews + "\n"
	case at.After(s.env.Now()):
		return fmt.Sprintf("Access token: expires at %s%s\n", timestamp(at), renews)
	default:
		return fmt.Sprintf("Access token: expired at %s\n", timestamp(at))
	}
}

// keyText returns which key it is: its first characters, of a key that is long
// enough to keep the rest a secret, and when it was stored.
func keyText(c credential.Credential) string {
	const (
		shown  = 8
		hidden = 16
	)
	var known []string
	if key := c.Key.Reveal(); len(key) >= shown+hidden {
		known = append(known, key[:shown]+"…")
	}
	if !c.StoredAt.IsZero() {
		known = append(known, "stored at "+timestamp(c.StoredAt))
	}
	if known == nil {
		return ""
	}
	return "API key: " + strings.Join(known, ", ") + "\n"
}
