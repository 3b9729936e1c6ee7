package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

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
func (e *extract) warn(reports []source.Report, winners, conflicts []source.Credential, left []render.Assignment) {
	for _, r := range reports {
		for _, f := range r.Files {
			warned := 0
			for _, finding := range f.Findings {
				reason := whyNot(finding, winners)
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
	for _, c := range conflicts {
		e.leftOut(c.Source, c.Path, c.Field, "another member names the same provider, comes first and has another value")
	}
	for _, a := range left {
		c := a.Credential
		e.leftOut(c.Source, c.Path, c.Field, "a shell can't assign "+a.Name+", which starts with a digit")
	}
}

func (e *extract) leftOut(sourceID, path, field, reason string) {
	e.env.Warnf(name, "%s: %s: %s: left out: %s", sourceID, e.home.shown(path), terminal.Escape(field), reason)
}

// whyNot says why a finding isn't used, if its user may wonder. That a session
// has expired is its normal state while the agent rests; it is worth a word
// only if the provider is missing because of it.
func whyNot(f source.Finding, winners []source.Credential) string {
	switch f.State {
	case source.LeftOut:
		return f.Reason
	case source.Expired:
		won := func(c source.Credential) bool { return c.Provider == f.Provider }
		if !slices.ContainsFunc(winners, won) {
			return "it expired at " + f.Expires.UTC().Format(time.RFC3339) + "; running the agent once refreshes it"
		}
	}
	return ""
}

// note warns of the one case where a credential is given under a name that its
// agent reads but refuses it under.
func (e *extract) note(winners []source.Credential) {
	for _, c := range winners {
		if c.Provider == "anthropic" && (c.Kind == source.OAuth || strings.HasPrefix(c.Value.Reveal(), "sk-ant-oat")) {
			e.env.Notef(name, "ANTHROPIC_API_KEY holds an OAuth token; Claude Code refuses one there and reads it from CLAUDE_CODE_OAUTH_TOKEN")
		}
	}
}

// failure collects what could not be read, a line each, and that the output
// could not be written, if that is so.
func (e *extract) failure(reports []source.Report, writing error) error {
	var all *multierror.Error
	failure := &command.Error{Status: command.Partial}
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
		failure.Hint = "name the home directory with --homedir DIR"
	}
	if writing != nil {
		all = multierror.Append(all, writing)
	}
	if noHome == files || writing != nil {
		failure.Status = command.Failed
	}
	if failure.Err = all.ErrorOrNil(); failure.Err == nil {
		return nil
	}
	return failure
}
