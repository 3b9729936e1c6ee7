package cli

import (
	"slices"
	"strings"

	"amika.dev/amika-extract/seed"
	"amika.dev/pkg/terminal"
)

// listing is what --list prints: a line for each agent.
func (s *seeding) listing(b *seed.Bundle) []byte {
	t := terminal.Table{Columns: s.env.Columns(), Rows: [][]string{{"AGENT", "LOGIN", "PLAN", "ACCOUNT", "UNTIL", "RENEWED BY", "DETAIL"}}}
	if s.env.Coloured() {
		t.Colour = func(first string) terminal.Colour {
			if first == "AGENT" {
				return terminal.Bold
			}
			return terminal.Plain
		}
	}
	for _, l := range b.Leases {
		kind, renewing, until := "nothing", "", date(l.Until)
		switch {
		case l.Login:
			kind, renewing = "login", l.Agent.Name+" on this machine"
		case len(l.Files) > 0:
			kind = "key"
		}
		if until == "" && len(l.Files) > 0 {
			until = "no end"
		}
		var details []string
		if l.Expired {
			details = append(details, "not handed over")
		}
		for _, f := range l.Unread.Files {
			detail := s.home.shown(f.Path) + " could not be read"
			if f.Path == "" {
				detail = f.Errs[0].Error()
			}
			if !slices.Contains(details, detail) {
				details = append(details, detail)
			}
		}
		for _, n := range l.Notes {
			details = append(details, n.Text)
		}
		t.Rows = append(t.Rows, []string{
			l.Agent.Name, kind, terminal.Escape(l.Plan), maskedAccount(l.Account), until, renewing, strings.Join(details, "; "),
		})
	}
	return t.Text()
}
