package cli

import (
	"errors"
	"fmt"
	"slices"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
	"github.com/hashicorp/go-multierror"
)

// maxWarnings is how many findings of one file are warned about one by one.
const maxWarnings = 1000

// warn tells about each finding that was left out although it looked like a
// credential, but never shows its value.
func (e *extract) warn(reports []source.Report, chosen *choice, refused []render.Refusal) {
	for _, r := range reports {
		for _, f := range r.Files {
			warned := 0
			for _, finding := range f.Findings {
				reason := e.whyNot(finding, chosen.winners)
				if reason == "" {
					continue
				}
				if warned++; warned <= maxWarnings {
					e.leftOut(r.Source.ID, f.Path, finding.Field, reason)
				}
			}
			if more := warned - maxWarnings; more > 0 {
				e.env.Warnf(name, "%s: %s: %d more left out", r.Source.ID, e.home.shown(f.Path), more)
			}
		}
	}
	for _, c := range chosen.conflicts {
		if e.wants(c.Provider) {
			e.leftOut(c.Source, c.Path, c.Field, conflicting)
		}
	}
	for _, r := range append(chosen.left, refused...) {
		c := r.Credential
		e.leftOut(c.Source, c.Path, c.Field, r.Reason)
	}
}

const conflicting = "another member names the same provider, comes first and has another value"

func (e *extract) leftOut(sourceID, path, field, reason string) {
	e.env.Warnf(name, "%s: %s: %s: left out: %s", sourceID, e.home.shown(path), terminal.Escape(field), reason)
}

// whyNot says why a finding isn't used, if its user may wonder. That a session
// has expired is its normal state while the agent rests; it is worth a word
// only if the provider is missing because of it.
func (e *extract) whyNot(f source.Finding, winners []*source.Credential) string {
	switch f.State {
	case source.LeftOut:
		return f.Reason
	case source.Expired:
		won := func(c *source.Credential) bool { return c.Provider == f.Provider }
		if e.wants(f.Provider) && !slices.ContainsFunc(winners, won) {
			return "it expired at " + date(f.Expires) + "; " + refreshing
		}
	}
	return ""
}

const refreshing = "running the agent once refreshes it"

// note warns of a credential that no variable carries, and of the one case where
// a credential is given under a name that its agent reads but refuses it under.
func (e *extract) note(chosen *choice) {
	for _, c := range chosen.nameless {
		e.env.Notef(name, "%s: %s holds a ChatGPT login, which no variable carries: it works from its own file alone", c.Source, e.home.shown(c.Path))
	}
	for _, a := range chosen.given {
		if a.Name == "ANTHROPIC_API_KEY" && render.IsClaudeOAuth(a.Credential) && e.format != "raw" {
			e.env.Notef(name, "ANTHROPIC_API_KEY holds an OAuth token, which Claude Code refuses there; --native gives it as CLAUDE_CODE_OAUTH_TOKEN, where Claude Code reads it")
		}
	}
}

// notFound is the error when there is nothing for providers that must be there.
// What could not be read may be the reason, and is said first.
func (e *extract) notFound(reports []source.Report, providers []string) error {
	var all *multierror.Error
	for _, line := range lines(e.failure(reports, nil)) {
		all = multierror.Append(all, line)
	}
	for _, provider := range providers {
		all = multierror.Append(all, fmt.Errorf("finding a credential for %s: there is none", provider))
	}
	return command.WithHint(&command.Error{Status: command.NoCredential, Err: all}, "'"+name+" --list' shows what there is")
}

// lines are the errors that failure has collected.
func lines(err error) []error {
	if all, ok := errors.AsType[*multierror.Error](err); ok {
		return all.Errors
	}
	return nil
}

// failure collects what could not be read, a line each, and that the output
// could not be written, if that is so.
func (e *extract) failure(reports []source.Report, writing error) error {
	var all *multierror.Error
	status, hint := command.Partial, ""
	noHome, files := 0, 0
	for _, r := range reports {
		for _, f := range r.Files {
			files++
			for _, err := range f.Errs {
				if errors.Is(err, basedir.ErrNoHome) {
					noHome++
					continue
				}
				all = multierror.Append(all, fmt.Errorf("%s: reading %s: %w", r.Source.ID, e.home.shown(f.Path), err))
			}
		}
	}
	if noHome > 0 {
		all = multierror.Append(all, fmt.Errorf("finding the home directory: %w", basedir.ErrNoHome))
		hint = "name the home directory with --homedir DIR"
	}
	if writing != nil {
		all = multierror.Append(all, writing)
	}
	if noHome == files || writing != nil {
		status = command.Failed
	}
	if all == nil {
		return nil
	}
	return command.WithHint(&command.Error{Status: status, Err: all}, hint)
}
