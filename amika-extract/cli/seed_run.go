package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"amika.dev/amika-extract/seed"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
	"github.com/hashicorp/go-multierror"
)

// run hands over once, or follows.
func (s *seeding) run(ctx context.Context) error {
	if err := s.lacking(); err != nil {
		return err
	}
	if err := s.findHome(); err != nil {
		return err
	}
	ctx, stop := command.Listen(ctx) // an agent or a command at work must not be killed
	defer stop()
	r := &seed.Reader{Agents: s.agents, Now: s.env.Now, Discovery: source.Discovery{
		Home: s.home.path, Root: s.home.root, Lookup: s.env.LookupEnv, NoOAuth: s.noOAuth,
		System: cmp.Or(s.env.KeyStore.System, runtime.GOOS),
	}}
	bundle := r.Read(ctx)
	if s.show {
		return s.failure(bundle.Unread(), s.env.Write(s.listing(bundle)))
	}
	if err := s.open(); err != nil {
		return err
	}
	f := &seed.Follower{
		Reader: r, Deliver: s.deliver, Read: s.tell, Failed: s.warn,
		Repeats: s.into != "" || s.format == "kubernetes",
	}
	if s.renew {
		f.Renewer = s.renewer()
		if f.Renewer.Renew(ctx, bundle, s.env.Now()) {
			bundle = r.Read(ctx)
		}
	}
	switch {
	case ctx.Err() != nil && s.follow:
		return nil // as it ends later on
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if err := s.usable(bundle); err != nil {
		return err
	}
	if s.follow {
		f.Run(ctx)
		return nil
	}
	s.remark(bundle)
	return s.failure(bundle.Unread(), s.deliver(bundle))
}

// open opens what is written to.
func (s *seeding) open() error {
	if s.into != "" {
		path, err := filepath.Abs(s.into)
		if err == nil {
			s.box, err = seed.OpenDirectory(path, s.home.path)
		}
		if err != nil {
			return command.WithHint(fmt.Errorf("writing into %s: %w", terminal.EscapePath(s.into), err),
				"--into takes the home directory of a box, which must be there")
		}
	}
	if s.log != "" {
		var err error
		if s.lines, err = seed.OpenLog(s.log); err != nil {
			return command.WithHint(fmt.Errorf("opening the log %s: %w", terminal.EscapePath(s.log), err), "--log takes a file to append to")
		}
	}
	return nil
}

// usable returns an error if there is nothing to hand over, or a login that
// expires too soon.
func (s *seeding) usable(b *seed.Bundle) error {
	var why error
	if len(b.Files) == 0 {
		why = errors.New("finding what to hand over: there is nothing")
	}
	for _, l := range b.Leases {
		soon := l.Expired || !l.Until.IsZero() && l.Until.Before(s.env.Now().Add(s.minTTL))
		if why == nil && s.minTTL > 0 && l.Login && soon {
			why = fmt.Errorf("%s: the login %s, sooner than --min-ttl allows", l.Agent.Name, ending(l))
		}
	}
	if why == nil {
		return nil
	}
	s.remark(b)
	unread, noHome := s.unread(b.Unread())
	status := command.NoCredential
	if noHome && len(unread) > 0 {
		status = command.Failed
	}
	return command.WithHint(&command.Error{Status: status, Err: &multierror.Error{Errors: append(unread, why)}},
		hintOf(unread, s.listCommand()+" shows what there is"))
}

// ending says when a login expires or has expired.
func ending(l *seed.Lease) string {
	switch {
	case l.Until.IsZero():
		return "has expired"
	case l.Expired:
		return "expired at " + date(l.Until)
	}
	return "expires at " + date(l.Until)
}

// remark says what was left out of a bundle, and until when logins last if nobody is
// there who renews them, but nothing twice.
func (s *seeding) remark(b *seed.Bundle) {
	for _, l := range b.Leases {
		renewing := "; running the agent on this machine renews it"
		if len(l.Agent.Renew) > 0 {
			renewing += ", and so does --renew"
		}
		for _, n := range l.Notes {
			line := s.home.shown(n.Path) + ": " + n.Text
			if l.Expired {
				line += renewing
			}
			s.note(l, line)
		}
		if !l.Until.IsZero() && len(l.Files) > 0 && (!s.renew || len(l.Agent.Renew) == 0) {
			s.note(l, "the login "+ending(l)+renewing)
		}
	}
}

func (s *seeding) note(l *seed.Lease, line string) {
	line = l.Agent.Name + ": " + line
	if !s.said[line] {
		s.said[line] = true
		s.env.Notef(name, "%s", line)
	}
}
