package cli

import (
	"context"
	"fmt"
	"os"
	"sync"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/terminal"
	"amika.dev/pkg/workos"
	"golang.org/x/term"
)

// interactive shows the code, opens the page and waits for the approval.
func (l *login) interactive(ctx context.Context) error {
	early := &held{warn: l.warn}
	l.source = l.sourceWith(early.add)
	login, err := l.source.StartLogin(ctx)
	if file, ok := l.env.Stdin.(*os.File); err == nil && (!ok || !term.IsTerminal(int(file.Fd()))) {
		l.say("This waits until you approve the login; '%s --no-wait' does not wait.\n\n", l.env.Typed("amika auth login"))
	}
	early.release()
	if err != nil {
		return err
	}
	l.warnOutranked(ctx, credential.Login, l.beforeLogin())
	l.say("%s", invitation(login.Pending))
	l.openPage(login.Pending)
	return l.wait(ctx, login)
}

// held keeps warnings back until the first line is printed.
type held struct {
	warn     func(text string)
	mutex    sync.Mutex
	texts    []string
	released bool
}

func (h *held) add(text string) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.released {
		h.warn(text)
		return
	}
	h.texts = append(h.texts, text)
}

func (h *held) release() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for _, text := range h.texts {
		h.warn(text)
	}
	h.released = true
}

// invitation tells the user where to go. Whoever sends somebody else a code is
// after the account, so it says when not to go on.
func invitation(p workos.Pending) string {
	do, page := "enter the code", p.VerificationURI
	if workos.IsPage(p.VerificationURIComplete) {
		do, page = "check that it shows the code", p.VerificationURIComplete
	}
	return fmt.Sprintf("To log in, open this page and %s:\n\n  %s\n  %s\n\nGo on only if you started this login yourself.\n",
		do, terminal.EscapePath(page), terminal.Escape(p.UserCode))
}

// openPage opens the page in the browser if there is one. That it could not be
// opened is no error: the user has seen its URL.
func (l *login) openPage(p workos.Pending) {
	url := p.VerificationURIComplete
	if url == "" {
		url = p.VerificationURI
	}
	if _, err := workos.ParseURL(url); l.noBrowser || err != nil {
		return
	}
	opened, err := l.open(url)
	if err != nil {
		l.warnf("%v", err)
	}
	if opened {
		l.say("Opening the page in your browser.\n")
	}
}

// wait waits for the approval and says who is logged in.
func (l *login) wait(ctx context.Context, login *auth.Login) error {
	w := l.startWaiting(ctx, login.ExpiresAt)
	session, err := login.Wait(ctx, w.trouble)
	w.stop()
	if err != nil {
		return err
	}
	return l.announce(session)
}

// say prints a message for people on stderr.
func (a *app) say(format string, args ...any) {
	_, _ = fmt.Fprintf(a.env.Stderr, format, args...) // there is nowhere to report a failure
}

// A sessionObject is what a browser login with --json prints.
type sessionObject struct {
	Result    auth.Result `json:"result"`
	Email     string      `json:"email"`
	OrgID     string      `json:"org_id"`
	ExpiresAt moment      `json:"expires_at"`
}

// announce says who is logged in.
func (l *login) announce(session credential.Session) error {
	l.printed = true
	switch {
	case l.json:
		return l.printJSON(sessionObject{auth.ResultLoggedIn, session.Email, session.OrganizationID, moment(session.ExpiresAt)})
	case session.Email == "":
		return l.printf("Logged in\n")
	default:
		return l.printf("Logged in as %s\n", terminal.Escape(session.Email))
	}
}

// warnOutranked warns about credentials that will take precedence over the one
// to be stored, or that is stored by now. remedy says what to do about a stored
// API key.
func (l *login) warnOutranked(ctx context.Context, stored credential.Method, remedy string) {
	above, err := l.source.Store().Outranking(ctx, stored)
	if err != nil {
		if key, _ := l.env.LookupEnv(credential.APIKeyVariable); key != "" {
			l.warnf("%v: nothing works until it is set to an API key or unset", err)
		}
		return
	}
	for _, c := range above {
		if c.Method == credential.EnvAPIKey {
			l.warnf("%s is set and takes precedence; unset it to use this login", c.Source)
		} else {
			l.warnf("the API key in %s takes precedence; %s", terminal.EscapePath(c.Source), remedy)
		}
	}
}

// beforeLogin is the remedy while nobody has logged in yet.
func (l *login) beforeLogin() string {
	return "remove it with '" + l.env.Typed("amika auth logout") + "' before you log in to use this login"
}

// afterLogin is the remedy once a session is stored, which logout would remove.
const afterLogin = "remove that file to use this login"
