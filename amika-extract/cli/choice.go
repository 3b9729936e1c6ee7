package cli

import (
	"slices"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
)

// A choice is what is given of what was found, and why the rest is not.
type choice struct {
	winners   []*source.Credential // of all providers
	conflicts []*source.Credential // see [source.Choose]
	given     []render.Assignment
	nameless  []*source.Credential // winners that no variable carries
	left      []render.Refusal     // with a warning
	kept      []render.Refusal     // left out in favour of what the environment has, as it was asked for
	missing   []string             // the required providers that there is nothing for
}

// choose decides which credentials are given, and in which variables.
func (e *extract) choose(reports []source.Report) *choice {
	c := new(choice)
	c.winners, c.conflicts = source.Choose(reports)
	naming := render.Standard
	if e.native {
		naming = render.Native
	}
	var carried []string
	var all []render.Assignment
	for _, w := range c.winners {
		names := naming(w)
		if len(names) > 0 {
			carried = append(carried, w.Provider)
		}
		if !e.wants(w.Provider) {
			continue
		}
		if len(names) == 0 {
			c.nameless = append(c.nameless, w)
		}
		for _, name := range names {
			all = append(all, render.Assignment{Name: name, Credential: w})
		}
	}
	for _, provider := range e.require {
		if !slices.Contains(carried, provider) {
			c.missing = append(c.missing, provider)
		}
	}
	if e.format == "raw" {
		c.given = all[:min(len(all), 1)] // whatever its name is
		return c
	}
	if e.native {
		all = c.distinct(all)
	}
	for _, a := range all {
		e.give(c, a)
	}
	return c
}

// distinct leaves out what another provider's assignment of the same variable
// comes before.
func (c *choice) distinct(all []render.Assignment) []render.Assignment {
	all, lost := render.Distinct(all)
	for _, a := range lost {
		c.left = append(c.left, render.Refusal{Assignment: a, Reason: "another provider has " + a.Name + ", and another value for it"})
	}
	return all
}

// give notes an assignment, unless it gives way to what the environment has.
func (e *extract) give(c *choice, a render.Assignment) {
	value, set := e.env.LookupEnv(a.Name)
	switch {
	case set && e.noClobber:
		c.kept = append(c.kept, render.Refusal{Assignment: a, Reason: a.Name + " is set already"})
	case set && e.native && render.IsShared(a.Name) && value != a.Credential.Value.Reveal():
		c.left = append(c.left, render.Refusal{Assignment: a, Reason: a.Name + " is set already, and other programs read it too"})
	default:
		c.given = append(c.given, a)
	}
}

// wants reports whether --provider keeps a provider.
func (e *extract) wants(provider string) bool {
	return len(e.providers) == 0 || slices.Contains(e.providers, provider)
}
