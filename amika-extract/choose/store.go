package choose

import (
	"strings"
	"time"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/secret"
)

// longEnough is the life that sessions must have left for an agent to do without
// renewing them.
const longEnough = 24 * time.Hour

// store gives the store of logins of the agent that runs, if it holds sessions, in
// the variable that replaces it. No refresh token is in there, so that in its own
// home the agent gets it only if it is all that its own file has and no session needs
// to be renewed soon, or if the user names a provider.
func (n *native) store() {
	if n.command == nil || n.command.Store == "" {
		return
	}
	var entries string
	var sessions []*Decision
	asked, lacking := false, false
	for i := range n.Decisions {
		d := &n.Decisions[i]
		if !n.command.owns(d) || !n.wants(d.Provider) {
			continue
		}
		if d.Kind == source.OAuth && d.Renews {
			lacking = lacking || d.State == Expired || d.endsBefore(n.options.Now.Add(longEnough))
		}
		entry := d.Entry.Reveal()
		if d.State != "" && d.State != Shadowed || entry == "" {
			lacking = true
			continue
		}
		if d.Kind == source.OAuth {
			sessions = append(sessions, d)
			asked = asked || n.asksFor(d.Provider)
		}
		entries += entry
	}
	if len(sessions) == 0 {
		return
	}
	for _, d := range sessions {
		d.State, d.Reasons = "", nil
		if n.options.OwnHome && lacking && !asked {
			d.explain(errOwnFile)
		}
	}
	if n.options.OwnHome && lacking && !asked {
		return
	}
	content := render.Assignment{Name: n.command.Store, Value: secret.New("{" + strings.TrimSuffix(entries, ",") + "}")}
	n.plans = append(n.plans, plan{content, sessions[0], sessions[1:]})
}
