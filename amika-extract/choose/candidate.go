package choose

// candidates are the decisions about what can be used for one provider, the best
// first. A map of pointers to them is of a size that the program has anyway, which
// saves 2 page faults.
type candidates struct{ all []*Decision }

// candidatesFor returns those for a provider.
func (c *Choice) candidatesFor(provider string) []*Decision {
	if found := c.candidates[provider]; found != nil {
		return found.all
	}
	return nil
}

// addCandidate adds one that is not as good as those that are there.
func (c *Choice) addCandidate(d *Decision) {
	found := c.candidates[d.Provider]
	if found == nil {
		found = new(candidates)
		c.candidates[d.Provider] = found
	}
	found.all = append(found.all, d)
}

// providers returns the names of all providers that there are candidates for, in
// order.
func (c *Choice) providers() []string {
	names := make([]string, 0, len(c.candidates))
	for name := range c.candidates {
		names = append(names, name)
	}
	return Sorted(names)
}

// lastResorts adds the last resorts of providers that there is nothing else for,
// not even a session that has expired.
func (c *Choice) lastResorts() {
	expired := make(map[string]bool)
	for i := range c.Decisions {
		if d := &c.Decisions[i]; d.State == Expired {
			expired[d.Provider] = true
		}
	}
	for i := range c.Decisions {
		d := &c.Decisions[i]
		if d.State != "" || !d.LastResort {
			continue
		}
		if all := c.candidatesFor(d.Provider); expired[d.Provider] || len(all) > 0 && !all[0].LastResort {
			d.State = Shadowed
			d.explain(errLastResort)
			continue
		}
		c.addCandidate(d)
	}
}

const errLastResort constError = "it is not of the provider's form, and there is something else for the provider"
