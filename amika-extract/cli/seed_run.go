package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"

	"amika.dev/amika-extract/seed"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
	"github.com/hashicorp/go-multierror"
)

// reader returns what reads the agents that are wanted.
func (s *seeding) reader() (*seed.Reader, error) {
	if err := s.findHome(); err != nil {
		return nil, err
	}
	r := &seed.Reader{
		Discovery: source.Discovery{
			Home: s.home.path, Root: s.home.root, Lookup: s.env.LookupEnv, NoOAuth: s.noOAuth,
			System: cmp.Or(s.env.KeyStore.System, runtime.GOOS),
		},
		Now: s.env.Now,
	}
	for _, agent := range seed.Agents() {
		if len(s.agents) == 0 || slices.Contains(s.agents, agent.Name) {
			r.Agents = append(r.Agents, agent)
		}
	}
	return r, nil
}

func (s *seeding) run(ctx context.Context) error {
	if err := s.lacking(); err != nil {
		return err
	}
	var err error
	run := command.Interruptible(func(ctx context.Context, _ command.Env, _ []string) command.Status {
		_ = ctx.Done() // signals are caught from now on: an agent at work must not be killed
		err = s.start(ctx)
		return command.Done
	})
	run(ctx, s.env.Env, nil)
	return err
}

// start hands over once, or follows.
func (s *seeding) start(ctx context.Context) error {
	r, err := s.reader()
	if err != nil {
		return err
	}
	bundle := r.Read(ctx)
	if s.show {
		return s.failure(bundle, s.env.Write(s.listing(bundle)))
	}
	deliver, err := s.target()
	if err == nil {
		deliver, err = s.logged(deliver)
	}
	if err != nil {
		return err
	}
	if s.renew && s.renewer().Renew(ctx, bundle, s.env.Now()) {
		bundle = r.Read(ctx)
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
		return s.keepUp(ctx, r, deliver)
	}
	for _, line := range append(s.leftOut(bundle), s.lasting(bundle)...) {
		s.env.Notef(name, "%s", line)
	}
	return s.failure(bundle, deliver(ctx, bundle))
}

// usable returns an error if there is nothing to hand over, or a login that
// expires too soon.
func (s *seeding) usable(b *seed.Bundle) error {
	if len(b.Files) == 0 {
		return s.nothing(b, errors.New("finding what to hand over: there is nothing"))
	}
	for _, l := range b.Leases {
		soon := !l.Until.IsZero() && l.Until.Before(s.env.Now().Add(s.minTTL))
		if s.minTTL > 0 && l.Login && (soon || l.Expired) {
			return s.nothing(b, fmt.Errorf("%s: the login %s, sooner than --min-ttl allows", l.Agent.Name, ending(l)))
		}
	}
	return nil
}

// nothing is the error if nothing is handed over, and why.
func (s *seeding) nothing(b *seed.Bundle, why error) error {
	for _, line := range s.leftOut(b) {
		s.env.Notef(name, "%s", line)
	}
	unread := s.unread(b)
	status, hint := command.NoCredential, hintOf(unread, "'"+name+" seed --list' shows what there is")
	if s.home.path == "" {
		status, hint = command.Failed, "name the home directory with --homedir DIR"
	}
	all := &multierror.Error{Errors: append(unread, why)}
	return command.WithHint(&command.Error{Status: status, Err: all}, hint)
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

// lasting says until when logins last, if nobody is there who renews them.
func (s *seeding) lasting(b *seed.Bundle) []string {
	var lines []string
	for _, l := range b.Leases {
		if l.Until.IsZero() || len(l.Files) == 0 || s.renew && len(l.Agent.Renew) > 0 {
			continue
		}
		renewing := "running the agent on this machine renews it"
		if len(l.Agent.Renew) > 0 {
			renewing += ", and so does --renew"
		}
		lines = append(lines, l.Agent.Name+": the login "+ending(l)+"; "+renewing)
	}
	return lines
}

// leftOut says what was left out, and why.
func (s *seeding) leftOut(b *seed.Bundle) []string {
	var lines []string
	for _, l := range b.Leases {
		for _, n := range l.Notes {
			line := l.Agent.Name + ": " + s.home.shown(n.Path) + ": " + n.Text
			if l.Expired && len(l.Agent.Renew) > 0 {
				line += "; running the agent on this machine renews it, and so does --renew"
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// unread says what could not be read.
func (s *seeding) unread(b *seed.Bundle) []error {
	var all []error
	noHome, barred := false, false
	for _, l := range b.Leases {
		for _, e := range l.Errs {
			switch {
			case errors.Is(e.Err, basedir.ErrNoHome):
				noHome = true
			case s.home.bars(e.Path, e.Err):
				barred = true
			default:
				all = append(all, fmt.Errorf("%s: reading %s: %w", l.Agent.Name, s.home.shown(e.Path), e.Err))
			}
		}
	}
	if barred {
		all = append(all, s.home.barred())
	}
	if noHome {
		all = append(all, fmt.Errorf("finding the home directory: %w", basedir.ErrNoHome))
	}
	return all
}

// failure collects what could not be read or handed over.
func (s *seeding) failure(b *seed.Bundle, delivering error) error {
	all, status := s.unread(b), command.Partial
	if delivering != nil {
		all, status = append(all, unjoined(delivering)...), command.Failed
	}
	if all == nil {
		return nil
	}
	return &command.Error{Status: status, Err: &multierror.Error{Errors: all}}
}

// unjoined returns the errors that were joined to one.
func unjoined(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{err}
}

// A delivery hands a bundle over.
type delivery func(ctx context.Context, b *seed.Bundle) error

// target returns what hands over to where the flags say.
func (s *seeding) target() (delivery, error) {
	if s.into != "" {
		return s.directory()
	}
	return func(ctx context.Context, b *seed.Bundle) error {
		stream, err := s.stream(b)
		switch {
		case err != nil:
			return err
		case s.commanded:
			return s.command(ctx, stream)
		}
		return s.env.Write(stream)
	}, nil
}

// stream returns a bundle in the format that is wanted.
func (s *seeding) stream(b *seed.Bundle) ([]byte, error) {
	if s.format == "kubernetes" {
		return b.Secret(s.name)
	}
	return b.Tar()
}

// directory returns what writes into the directory that --into names.
func (s *seeding) directory() (delivery, error) {
	path, err := filepath.Abs(s.into)
	var dir *seed.Directory
	if err == nil {
		dir, err = seed.OpenDirectory(path, s.home.path)
	}
	if err != nil {
		return nil, command.WithHint(fmt.Errorf("writing into %s: %w", terminal.EscapePath(s.into), err),
			"--into takes the home directory of a box, which must be there")
	}
	return func(_ context.Context, b *seed.Bundle) error { return dir.Write(b) }, nil
}
