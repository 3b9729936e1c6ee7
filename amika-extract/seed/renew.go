package seed

import (
	"context"
	"time"

	"amika.dev/pkg/basedir"
	"amika.dev/pkg/process"
)

// A Renewer lets agents renew their logins before they expire: it runs the
// command of an agent that does so, one at a time. The agent holds its own lock
// and writes its own file.
type Renewer struct {
	Lookup  basedir.Lookup // finds PATH
	Environ []string       // of the commands, as NAME=VALUE
	// Failed is called with the error of an agent's command, if it is another than
	// that of the one before.
	Failed func(agent *Agent, err error)
	logins map[string]*renewal
}

// A renewal is what was done about one login.
type renewal struct {
	until   time.Time // when the login expires that it is about
	next    time.Time
	pause   time.Duration
	problem string
}

// Times before a login expires.
const (
	renewBefore = 10 * time.Minute // when its agent is run
	// Claude Code and Codex renew a login themselves from then on, and not before.
	renewedBefore = 5 * time.Minute
	maxRenewPause = 10 * time.Minute // between two tries
	minRenewPause = 30 * time.Second
)

// Renew runs the agents whose logins have expired or do soon, unless it is too early
// for another try, and reports whether there was any.
func (r *Renewer) Renew(ctx context.Context, b *Bundle, now time.Time) bool {
	ran := false
	for _, l := range b.Leases {
		if l.needsRenewal(now) && ctx.Err() == nil {
			ran = r.run(l, now) || ran
		}
	}
	return ran
}

// needsRenewal reports whether a login has expired or does soon, and its agent has
// a command that renews it.
func (l *Lease) needsRenewal(now time.Time) bool {
	return l.Login && len(l.Agent.Renew) > 0 && (l.Expired || !l.Until.IsZero() && now.Add(renewBefore).After(l.Until))
}

// run runs the agent of a login, unless it is too early for another try.
func (r *Renewer) run(l *Lease, now time.Time) bool {
	if r.logins == nil {
		r.logins = make(map[string]*renewal)
	}
	state := r.logins[l.Agent.Name]
	if state == nil || !state.until.Equal(l.Until) {
		state = &renewal{until: l.Until}
		r.logins[l.Agent.Name] = state
	}
	if now.Before(state.next) {
		return false
	}
	path, err := process.Look(l.Agent.Renew[0], r.Lookup)
	if err == nil {
		// An agent that is killed may have spent its refresh token, and not have
		// kept the new one.
		err = run(process.Program{Path: path, Argv: l.Agent.Renew, Environ: r.Environ}, maxRenewal)
	}
	problem := ""
	if err != nil {
		problem = err.Error()
	}
	if problem != state.problem && err != nil {
		r.Failed(l.Agent, err)
	}
	state.problem = problem
	state.wait(now)
	return true
}

// wait sets when the agent is run again, if its login is the same by then: in a
// while, and in any case when it renews the login at last, and when that expires.
func (s *renewal) wait(now time.Time) {
	if at := s.until.Add(-renewedBefore); now.Before(at) {
		s.next = at
		return
	}
	s.pause = min(max(2*s.pause, minRenewPause), maxRenewPause)
	s.next = now.Add(s.pause)
	if now.Before(s.until) && s.until.Before(s.next) {
		s.next = s.until
	}
}
