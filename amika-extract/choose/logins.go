package choose

import (
	"slices"
	"strings"

	"amika.dev/amika-extract/source"
)

// noteLogins remarks on what was held back for the sake of an agent's login, and
// on logins that can't be given, with what helps.
func (n *native) noteLogins() {
	var facts, advice []string
	for i := range n.own {
		o := &n.own[i]
		d := o.Decision
		if n.command != nil && (n.command != o.Agent || n.options.OwnHome) || !n.wants(d.Provider) {
			continue
		}
		if names := n.held[o]; len(names) > 0 && (n.command == nil || d.Redirect != 0) {
			names = Sorted(names)
			is := " and is held back"
			if len(names) > 1 {
				is = " and are held back"
			}
			facts = append(facts, o.objection(strings.Join(names, ", "))+is)
			if n.command == nil {
				advice = append(advice, "name the agent that is to get it after --")
			}
			if d.Kind == source.OAuth {
				advice = append(advice, "add --no-oauth for API keys alone")
			}
		}
		if d.Kind == source.OAuth && d.State == Expired {
			facts = append(facts, n.where(d)+" holds a login of "+o.Agent.Name+" that can't be given: "+n.expired(d))
			advice = append(advice, "run the agent once, which refreshes it")
			advice = append(advice, n.handOn(o.Agent, d, "seed --renew")...)
		}
	}
	for i := range n.Decisions {
		d := &n.Decisions[i]
		if n.command != nil && !n.command.owns(d) {
			continue
		}
		if !n.isOwn(d, nil) {
			n.warnExpired(d)
		}
		if why := n.stuck(d); why != "" {
			facts = append(facts, n.where(d)+" holds a "+loginOf(d)+why)
			advice = append(advice, n.carries(d)...)
		}
	}
	if len(facts) > 0 {
		if len(advice) > 0 {
			facts[len(facts)-1] += ". You can " + strings.Join(Sorted(advice), ", or ")
		}
		n.Notes = append(n.Notes, strings.Join(facts, "; "))
	}
}

// stuck says why a login that an agent itself uses is not given, though it has not
// expired. It is empty if the login is given, or the agent has it where it runs.
func (n *native) stuck(d *Decision) string {
	switch {
	case !d.Own || n.command != nil && n.options.OwnHome:
	case slices.Contains(d.Reasons, error(errNoVariable)):
		return ", which no variable carries: it works from its own file alone"
	case d.redirected && d.Kind == source.OAuth:
		return " that can't be given: " + d.Reasons[0].Error()
	}
	return ""
}

// loginOf names a login for people.
func loginOf(d *Decision) string {
	if isChatGPT(d.Finding) {
		return "ChatGPT login"
	}
	return "login for " + d.Provider
}

// carries returns what helps with a login that no variable carries.
func (n *native) carries(d *Decision) []string {
	for i := range n.agents {
		if a := &n.agents[i]; a.owns(d) {
			if a.Store != "" && !a.Seeded {
				return []string{"name " + a.Name + " after --"}
			}
			return n.handOn(a, d, "seed")
		}
	}
	return nil
}

// handOn returns that seed, with these words, hands a login on, if it does: it does not
// ask the system's key store.
func (n *native) handOn(a *Agent, d *Decision, words string) []string {
	if !a.Seeded || strings.HasPrefix(d.File.Path, source.InKeyStore) {
		return nil
	}
	return []string{"hand the login on with " + n.typed(words, "")}
}
