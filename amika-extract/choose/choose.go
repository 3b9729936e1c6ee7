// Package choose decides which of the credentials that were found are given, and
// in which variables. It makes one [Decision] for each finding, which is what is
// printed, warned about and listed.
//
// It serves the programs of this repository and is no API.
package choose

import (
	"time"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/basedir"
)

// Options say for whom the credentials are.
type Options struct {
	Native    bool           // give each agent what it reads itself
	NoOAuth   bool           // OAuth sessions were excluded
	NoClobber bool           // leave out variables that are set
	List      bool           // the choice is listed
	Single    bool           // give one credential, whatever its name
	OwnHome   bool           // the command runs in the home that was searched, where an agent finds its own files
	MinTTL    time.Duration  // the life that a login must have; 0 if none was asked for
	Providers []string       // the only ones that are wanted, canonical; empty for all
	Require   []string       // those that something must be given for, canonical
	Lookup    basedir.Lookup // finds the variables that are set
	Now       time.Time
	// Command is the command line that gets the credentials. It is empty if they
	// are printed.
	Command []string
	// Home is the flag that names the home that was searched, with a space before it,
	// if it isn't the user's own.
	Home string
	// Shown returns how a path is shown to people.
	Shown func(path string) string
	// Refusal returns why an assignment can't be given, or nil.
	Refusal func(render.Assignment) error
}

// A State says what became of a finding.
type State string

// The states of a finding.
const (
	Used     State = "used"
	Shadowed State = "shadowed" // another credential for its provider comes first
	Expired  State = "expired"
	Skipped  State = "skipped"
)

// A Decision is what became of a finding.
type Decision struct {
	*source.Finding
	Source    *source.Source
	File      *source.File
	State     State
	Variables []string // that carry it
	Reasons   []error  // why it, or one of its variables, is not given
	index     int      // in the order of the findings
	Remark    string   // what the list says of it beside the reasons
	// redirected says that its agent sends it to another server, so that it isn't given.
	redirected bool
	covers     bool // something is given, or would be if it wasn't set already
}

func (d *Decision) explain(reason error) { d.Reasons = append(d.Reasons, reason) }

// A Choice is all that was decided.
type Choice struct {
	Decisions  []Decision          // in the order of the findings
	Given      []render.Assignment // in the order of the output
	Warnings   []*Warning
	Notes      []string               // remarks for people
	options    *Options               // inside, they would make an allocation of a new size: a page fault
	candidates map[string]*candidates // by provider
	named      set                    // options.Providers
	required   set                    // options.Require
	given      set                    // the names of Given
	plans      []plan
}

// A plan is an assignment that will be given, unless the environment or the format
// rules it out.
type plan struct {
	render.Assignment
	decision *Decision
	also     []*Decision // further findings that it carries
}

const (
	errNativeOnly constError = "--native alone gives it"
	errNotNamed   constError = "--provider does not name it"
	errNoVariable constError = "no variable carries it: it works from its own file alone"
	errRival      constError = "another member names the same provider, comes first and has another value"
)

type constError string

func (e constError) Error() string { return string(e) }

// Make decides about everything that was found.
func Make(results []source.Result, options Options) *Choice {
	c := &Choice{
		options: &options, candidates: make(map[string]*candidates),
		named: setOf(options.Providers), required: setOf(options.Require), given: make(set),
	}
	c.collect(results)
	if options.Native {
		c.native()
	} else {
		c.standard()
	}
	switch {
	case !options.Single:
		c.Given = make([]render.Assignment, 0, len(c.plans))
		for _, p := range c.plans {
			c.give(p)
		}
	default:
		c.giveOne()
	}
	for i := range c.Decisions {
		c.Decisions[i].settle()
	}
	c.note()
	c.sortWarnings()
	return c
}

// collect makes the decisions that don't depend on others, and finds the
// candidates.
func (c *Choice) collect(results []source.Result) {
	count := 0
	for _, r := range results {
		for _, f := range r.Files {
			count += len(f.Findings)
		}
	}
	c.Decisions = make([]Decision, 0, count)
	for _, r := range results {
		for i := range r.Files {
			file := &r.Files[i]
			for j := range file.Findings {
				c.Decisions = append(c.Decisions, Decision{
					Finding: &file.Findings[j], Source: r.Source, File: file, index: len(c.Decisions),
				})
			}
		}
	}
	lastResorts := 0
	for i := range c.Decisions {
		d := &c.Decisions[i]
		switch c.first(d); {
		case d.State != "":
		case d.LastResort:
			lastResorts++
		default:
			c.addCandidate(d)
		}
	}
	if lastResorts > 0 {
		c.lastResorts()
	}
}

// first makes the decision about a finding that can't be a candidate.
func (c *Choice) first(d *Decision) {
	switch {
	case d.Finding.State == source.Excluded:
		d.State = Skipped
		d.explain(d.Reason)
	case d.Native && !c.options.Native:
		d.State = Skipped
		d.explain(errNativeOnly)
	case d.Finding.State == source.LeftOut:
		d.State = Skipped
		c.warn(aboutFinding, d, d.Reason)
	case d.Finding.State == source.Expired, c.options.MinTTL > 0 && d.Kind == source.OAuth && d.endsBefore(c.options.Now.Add(c.options.MinTTL)):
		d.State = Expired
		d.explain(constError(c.expired(d) + "; " + Refreshing))
	}
}

// wants reports whether credentials for a provider are wanted.
func (c *Choice) wants(provider string) bool {
	return c.named == nil || c.named[provider]
}

// asksFor reports whether the user named a provider.
func (c *Choice) asksFor(provider string) bool { return c.named[provider] || c.required[provider] }

// settle sets the state of a candidate according to what it gave.
func (d *Decision) settle() {
	switch {
	case d.State != "":
	case len(d.Variables) > 0:
		d.State = Used
	default:
		d.State = Skipped
	}
}

// Unmet returns the required providers that nothing is given for.
func (c *Choice) Unmet() []string {
	if len(c.options.Require) == 0 {
		return nil
	}
	covered := make(set)
	for i := range c.Decisions {
		if d := &c.Decisions[i]; d.covers {
			covered[d.Provider] = true
		}
	}
	var unmet []string
	for _, provider := range c.options.Require {
		if !covered[provider] {
			unmet = append(unmet, provider)
		}
	}
	return unmet
}

// Absence returns why nothing is given for each of the providers. That something
// else comes first is no reason if that isn't given either.
func (c *Choice) Absence(providers []string) []error {
	first := make(map[string]*Decision)
	for i := range c.Decisions {
		d := &c.Decisions[i]
		if first[d.Provider] == nil && len(d.Reasons) > 0 && d.Redirect == 0 && d.State != Shadowed {
			first[d.Provider] = d
		}
	}
	reasons := make([]error, len(providers))
	for i, provider := range providers {
		reasons[i] = constError("there is none")
		if d := first[provider]; d != nil {
			reasons[i] = constError(d.Source.ID + ": " + d.Reasons[0].Error())
		}
	}
	return reasons
}
