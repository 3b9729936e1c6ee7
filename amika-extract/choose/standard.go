package choose

import (
	"strings"
	"time"

	"amika.dev/amika-extract/render"
)

// standard gives the best credential of each provider under the names that follow
// from the provider.
func (c *Choice) standard() {
	providers := c.providers()
	c.plans = make([]plan, 0, len(providers)+2) // two have an alias
	for _, provider := range providers {
		all := c.candidatesFor(provider)
		winner := all[0]
		for _, d := range all[1:] {
			c.lose(d, winner)
		}
		if !c.wants(provider) {
			winner.explain(errNotNamed)
			continue
		}
		for _, name := range Standard(provider) {
			c.plans = append(c.plans, plan{render.Assignment{Name: name, Value: winner.Value}, winner, nil})
		}
	}
	if c.options.List {
		c.redirected(Agents())
	}
	for i := range c.Decisions {
		c.warnExpired(&c.Decisions[i])
	}
}

// warnExpired warns of a session that has expired, which is its normal state while
// the agent rests, if its provider is missing for that reason.
func (c *Choice) warnExpired(d *Decision) {
	if d.State == Expired && c.wants(d.Provider) && len(c.candidatesFor(d.Provider)) == 0 {
		c.warn(aboutFinding, d, constError(c.expired(d)+"; "+Refreshing))
	}
}

// lose records that another credential for the provider comes first.
func (c *Choice) lose(d, winner *Decision) {
	d.State = Shadowed
	switch {
	case winner.File == d.File && d.Ranked && c.wants(d.Provider) && !winner.Value.Equal(d.Value):
		c.warn(aboutRival, d, errRival)
	case winner.Source.ID == d.Source.ID:
		d.explain(constError("another one of " + winner.Source.ID + " comes first"))
	default:
		d.explain(constError(winner.Source.ID + " comes first"))
	}
}

// Refreshing says what helps when a session has expired.
const Refreshing = "running the agent once refreshes it"

// expired says since when a session has expired, or when it ends if that is sooner
// than a login may.
func (c *Choice) expired(d *Decision) string {
	at := d.Expiry()
	switch {
	case at.IsZero():
		return "it has expired"
	case c.options.Now.Before(at):
		return "it ends at " + at.UTC().Format(time.RFC3339) + ", which is too soon"
	}
	return "it expired at " + at.UTC().Format(time.RFC3339)
}

// Standard returns the variables that follow from a provider's name, the official
// one before its alias.
func Standard(provider string) []string {
	switch provider {
	case "anthropic":
		return []string{"ANTHROPIC_API_KEY", "CLAUDE_API_KEY"}
	case "openai":
		return []string{"OPENAI_API_KEY", "CODEX_API_KEY"}
	}
	return []string{regular(provider)}
}

// regular returns the variable that follows from a provider's name by the rule.
func regular(provider string) string {
	return strings.ToUpper(strings.ReplaceAll(provider, "-", "_")) + "_API_KEY"
}
