package choose

import (
	"strings"

	"amika.dev/amika-extract/render"
	"amika.dev/pkg/secret"
)

// give gives an assignment and those that must go with it, unless the environment or
// the format rules one of them out.
func (c *Choice) give(p plan) {
	d := p.decision
	all := []render.Assignment{p.Assignment}
	for _, s := range d.With {
		public := !strings.ContainsAny(s.Value, "@?") // an address may have a password in it
		all = append(all, render.Assignment{Name: s.Name, Value: secret.New(s.Value), Public: public})
	}
	for i, a := range all {
		value, set := c.options.Lookup(a.Name)
		refusal := c.options.Refusal(a)
		switch {
		case set && c.options.NoClobber && (i == 0 || value != a.Value.Reveal()):
			d.explain(constError(a.Name + " is set already"))
			d.covers = true
			return
		case refusal != nil:
			c.warn(aboutAssignment, d, refusal)
			return
		}
	}
	c.record(p, all...)
}

// giveOne gives the first credential that is of use alone.
func (c *Choice) giveOne() {
	for _, p := range c.plans {
		if d := p.decision; len(d.With) > 0 {
			c.warn(aboutAssignment, d, constError("it is of no use without "+d.With[0].Name+", which --format raw can't give"))
			continue
		}
		c.record(p, p.Assignment)
		return
	}
}

// record records what is given by a plan.
func (c *Choice) record(p plan, all ...render.Assignment) {
	d := p.decision
	for _, a := range all {
		if !c.given[a.Name] {
			c.given[a.Name] = true
			c.Given = append(c.Given, a)
			d.Variables = append(d.Variables, a.Name)
		}
	}
	d.covers = true
	for _, other := range p.also {
		other.covers = true
		other.Variables = append(other.Variables, p.Name)
	}
}
