package choose

import (
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/terminal"
)

// redirected returns the agents whose settings send what they have for a provider to
// another server. It sees to it that nothing that such an agent itself uses is given
// without that server's address: an API key is given with it, if it can be, and a
// login is not given. What Codex has is given all the same, and the list says so. A
// command that prints the key of such an agent is like a server: see [Own.objection].
func (c *Choice) redirected(agents []Agent) []Own {
	var all []Own
	command := agentOf(c.options.Command, agents)
	for i := range c.Decisions {
		r := &c.Decisions[i]
		if r.Redirect == 0 {
			continue
		}
		for at := range agents {
			o := Own{&agents[at], r}
			if !o.Agent.owns(r) {
				continue
			}
			if r.Redirect != source.ToHelper {
				c.redirect(&o, command != nil && (command != o.Agent || c.options.OwnHome))
			}
			if r.Redirect != source.ToReported {
				all = append(all, o)
			}
		}
	}
	return all
}

// redirect does so for one agent, and quietly if the command is another one or has its
// own settings.
func (c *Choice) redirect(o *Own, quietly bool) {
	r := o.Decision
	reason := constError(o.server() + " names another server for it")
	if r.Redirect == source.ToUnknown {
		reason = constError(o.server() + " can't be read")
	}
	for i := range c.Decisions {
		d := &c.Decisions[i]
		switch {
		case d.Redirect != 0, !d.Own && len(r.With) > 0, !r.redirects(d), !o.Agent.owns(d), d.File == r.File, d.State != "" && d.State != Expired, len(Native(d.Finding)) == 0:
		case !c.options.Native, r.Redirect == source.ToReported:
			d.Remark = reason.Error()
			if r.Account != "" {
				d.Remark += ": " + terminal.Escape(r.Account)
			}
		case d.Kind != source.OAuth && len(r.With) > 0:
			d.With = r.With
		default:
			d.State, d.Reasons, d.redirected = Skipped, []error{reason}, true
			if d.Kind != source.OAuth && !quietly {
				c.warn(aboutFinding, d, reason)
			}
		}
	}
}

// redirects reports whether r, which says where an agent sends what it has, is about a
// credential like d.
func (r *Decision) redirects(d *Decision) bool {
	return (r.Provider == d.Provider || r.Redirect == source.ToUnknown) && (r.Kind == "" || r.Kind == d.Kind)
}

// server names the file in which an agent's settings name another server.
func (o *Own) server() string {
	return o.Agent.Name + "'s " + filepath.Base(o.Decision.File.Path)
}

// objection says what giving a variable would do to the agent.
func (o *Own) objection(name string) string {
	switch o.Decision.Redirect {
	case source.ToHelper:
		return name + " would take the place of what the " + o.Decision.Field + " in " + o.server() + " prints"
	case source.ToUnknown:
		return name + " might go to any server, since " + o.server() + " can't be read,"
	case source.ToServer:
		return name + " would go to another server, which " + o.server() + " names,"
	}
	return name + " would take the place of " + o.name()
}

// concerns reports whether giving a credential in a variable is of concern to an agent
// that uses something else by itself.
func (n *native) concerns(o *Own, d *Decision, name string) bool {
	comesFirst := slices.Contains(o.Agent.Credentials, name)
	switch {
	case n.command != nil && n.command != o.Agent:
		return false
	case o.Decision.Redirect != 0:
		return o.Decision.redirects(d) && (comesFirst || n.command != nil)
	}
	return comesFirst
}

// misleads returns an objection to a credential that goes with the address of its
// server, if an agent reads that address too, and would send there what it uses
// itself.
func (n *native) misleads(o *Own, d *Decision, name string) error {
	address := ""
	for _, s := range d.With {
		if address == "" && strings.HasSuffix(s.Name, "_BASE_URL") {
			address = s.Name
		}
	}
	if address == "" || d.File == o.Decision.File || n.command != nil && n.command != o.Agent {
		return nil
	}
	reads := o.Decision.Provider == d.Provider && slices.Contains(o.Agent.Others, name)
	if !reads && !n.hasOwn(o.Agent, d.Provider) {
		return nil
	}
	reason := constError(address + " would send " + o.name() + " to another server; name the agent that is to get it after --")
	if n.command == nil {
		n.warn(aboutFinding, d, reason)
	}
	return reason
}

// hasOwn reports whether an agent that reads the address of any provider has a
// credential of its own for one, in the home that the command runs in.
func (n *native) hasOwn(a *Agent, provider string) bool {
	if !a.Providers || !n.options.OwnHome {
		return false
	}
	if n.stored == nil {
		n.stored = make(set)
		for i := range n.Decisions {
			if d := &n.Decisions[i]; d.Redirect == 0 {
				n.stored[d.Source.ID+" "+d.Provider] = true
			}
		}
	}
	return slices.ContainsFunc(a.Sources, func(id string) bool { return n.stored[id+" "+provider] })
}
