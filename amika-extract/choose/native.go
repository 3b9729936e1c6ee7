package choose

import (
	"slices"
	"strings"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
)

const (
	errOwnFile constError = "its agent reads it from its own file, and renews it there"
	errNotRead constError = "the command reads no variable that carries it"
	errAsk     constError = "other programs read its variable too: --provider asks for it"
)

// A native is the choice for programs that read the variables of agents. No agent
// may be worse off for it: it must not be made to use another account than it
// would by itself, or be kept from renewing its login.
type native struct {
	*Choice
	agents  []Agent
	command *Agent // that gets the credentials; nil if it is not known
	own     []Own
	held    map[*Own][]string    // variables that were held back for the sake of a login
	groups  map[*Agent]*Decision // what the variables of each agent are taken from
	taken   map[string]*Decision // by variable
	stored  set                  // IDs of sources, each with a provider that it has something for; see hasOwn
}

func (c *Choice) native() {
	n := &native{
		Choice: c, agents: Agents(), held: make(map[*Own][]string),
		groups: make(map[*Agent]*Decision), taken: make(map[string]*Decision),
	}
	n.command = agentOf(c.options.Command, n.agents)
	redirected := c.redirected(n.agents)
	n.own = append(c.ownChoices(n.agents), redirected...)
	for _, provider := range c.providers() {
		all := n.ordered(provider)
		if !c.wants(provider) {
			for _, d := range all {
				d.explain(errNotNamed)
			}
			continue
		}
		for _, d := range all {
			n.plan(d)
		}
	}
	n.store()
	n.distinct()
	n.noteLogins()
}

// ordered returns the candidates for a provider, the best first: what the agent
// that runs, or else any agent, would itself use; then what is in the stores of the
// agent that runs; then the others by priority.
func (n *native) ordered(provider string) []*Decision {
	rank := func(d *Decision) int {
		switch {
		case n.isOwn(d, n.command):
			return 0
		case n.command != nil && n.command.owns(d):
			return 1
		}
		return 2
	}
	var all []*Decision
	for wanted := range 3 {
		for _, d := range n.candidatesFor(provider) {
			if d.State == "" && rank(d) == wanted {
				all = append(all, d)
			}
		}
	}
	return all
}

// plan plans the variables for a credential, except those that a better credential
// has and those to which there is an objection.
func (n *native) plan(d *Decision) {
	names := Native(d.Finding)
	if len(names) == 0 {
		d.explain(errNoVariable)
		return
	}
	if n.command != nil {
		all := names
		names = nil
		for _, name := range all {
			if n.command.reads(d, name) {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			d.explain(errNotRead)
			return
		}
	}
	var winner *Decision
	planned := false
	for _, name := range names {
		better, reason := n.objection(d, name)
		switch {
		case better != nil:
			winner = better
		case reason != nil:
			d.explain(reason)
		default:
			planned = true
			n.take(d, name)
		}
	}
	if !planned && winner != nil && len(d.Reasons) == 0 {
		n.lose(d, winner)
	}
}

// take plans an assignment, and those that must go with it.
func (n *native) take(d *Decision, name string) {
	n.taken[name] = d
	for i := range n.agents {
		if a := &n.agents[i]; slices.Contains(a.Credentials, name) && n.groups[a] == nil {
			n.groups[a] = d
		}
	}
	n.plans = append(n.plans, plan{render.Assignment{Name: name, Value: d.Value}, d, nil})
}

// objection returns why a credential is not given in a variable: a reason, or
// another credential that comes first.
func (n *native) objection(d *Decision, name string) (better *Decision, reason error) {
	asked := n.asksFor(d.Provider)
	if t := n.taken[name]; t != nil && t.Provider == d.Provider {
		return t, nil
	}
	for i := range n.own {
		o := &n.own[i]
		if o.Decision.Redirect != 0 && !o.Decision.redirects(d) { // there may be very many
			continue
		}
		if reason := n.misleads(o, d, name); reason != nil {
			return nil, reason
		}
		if !n.concerns(o, d, name) {
			continue
		}
		if d == o.Decision || d.Own && (d.File == o.Decision.File || o.Decision.Redirect != 0 && o.Decision.Redirect != source.ToHelper && o.Agent.owns(d)) {
			if n.options.OwnHome && o.Agent.Renews && d.Kind == source.OAuth && !asked {
				return nil, errOwnFile
			}
			continue
		}
		switch {
		case !o.isLogin():
		case o.Agent.owns(d) && o.Decision.Redirect == 0:
			return o.Decision, nil
		case n.command != nil || !asked || o.Decision.State == Expired && !n.named[d.Provider]:
			n.held[o] = append(n.held[o], name)
			return nil, constError(strings.TrimSuffix(o.objection(name), ","))
		}
	}
	for i := range n.agents {
		a := &n.agents[i]
		if g := n.groups[a]; g != nil && slices.Contains(a.Credentials, name) && !(g.File == d.File && g.Own && d.Own) {
			return g, nil
		}
	}
	if isShared(name) {
		value, set := n.options.Lookup(name)
		switch {
		case set && value != d.Value.Reveal():
			return nil, constError(name + " is set already, and other programs read it too")
		case !asked:
			return nil, errAsk
		}
	}
	return nil, nil
}

// isOwn reports whether a credential is what an agent would itself use: that agent,
// or any if it is nil.
func (n *native) isOwn(d *Decision, agent *Agent) bool {
	for _, o := range n.own {
		if o.Decision == d && (agent == nil || agent == o.Agent) {
			return true
		}
	}
	return false
}

// distinct leaves each variable to one credential: the one of the source with the
// highest priority, or else the first by the name of the provider.
func (n *native) distinct() {
	best := make(map[string]*Decision, len(n.plans))
	for _, p := range n.plans {
		if b := best[p.Name]; b == nil || p.decision.Source.Priority > b.Source.Priority {
			best[p.Name] = p.decision
		}
	}
	var kept []plan
	for _, p := range n.plans {
		switch b := best[p.Name]; {
		case b == p.decision:
			kept = append(kept, p)
		case b.Value.Equal(p.decision.Value):
			p.decision.explain(constError("another provider has " + p.Name + ", with the same value"))
		default:
			n.warn(aboutRival, p.decision, constError("another provider has "+p.Name+", and another value for it"))
		}
	}
	n.plans = kept
}
