package cli

import (
	"cmp"
	"strings"
	"time"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/terminal"
)

// A row of the list is what became of one file, or of one thing found in it. It
// never holds a credential.
type row struct {
	source   *source.Source
	file     string
	provider string
	kind     source.Kind
	expires  time.Time
	state    string // see the constants
	detail   string // for people, safe to show
	value    string // masked
}

// The states of a row.
const (
	used       = "used"
	shadowed   = "shadowed"
	expired    = "expired"
	skipped    = "skipped"
	missing    = "missing"
	unreadable = "unreadable"
)

const byNoOAuth = "--no-oauth leaves it out"

// listing is what --list prints.
func (e *extract) listing(d source.Discovery, reports []source.Report, chosen *choice) []byte {
	var rows []row
	for _, s := range source.Table() {
		if len(reports) > 0 && reports[0].Source.ID == s.ID {
			for i := range reports[0].Files {
				rows = append(rows, e.fileRows(&s, &reports[0].Files[i], chosen)...)
			}
			reports = reports[1:]
			continue
		}
		for _, f := range d.Places(s) {
			rows = append(rows, row{source: &s, file: f.Path, state: skipped, detail: byNoOAuth})
		}
	}
	if e.format == "json" {
		return jsonList(rows)
	}
	return e.table(rows)
}

// fileRows are the rows of one file.
func (e *extract) fileRows(s *source.Source, f *source.File, chosen *choice) []row {
	var rows []row
	if f.Missing {
		rows = append(rows, row{state: missing})
	}
	for _, err := range f.Errs {
		rows = append(rows, row{state: unreadable, detail: err.Error()})
	}
	for i := range f.Findings {
		rows = append(rows, e.findingRow(s, &f.Findings[i], chosen))
	}
	if len(rows) == 0 {
		rows = append(rows, row{state: skipped, detail: "there is no credential in it"})
	}
	for i := range rows {
		rows[i].source, rows[i].file = s, f.Path
	}
	return rows
}

func (e *extract) findingRow(s *source.Source, f *source.Finding, chosen *choice) row {
	r := row{provider: f.Provider, kind: f.Kind, expires: f.Expires, value: masked(f.Value.Reveal())}
	switch f.State {
	case source.LeftOut:
		r.state, r.detail = skipped, terminal.Escape(f.Field)+": "+f.Reason
	case source.NotWanted:
		r.state, r.detail = skipped, byNoOAuth
	case source.Expired:
		r.state, r.detail = expired, refreshing
	default:
		r.state, r.detail = e.outcome(s, f, chosen)
		if at := source.TokenExpiry(f.Value); r.expires.IsZero() && !at.IsZero() {
			if r.expires = at; !e.env.Now().Before(at) {
				r.detail += "; the token says that it has expired, and " + refreshing
			}
		}
	}
	return r
}

// outcome is the state of a finding that could be used, and why it is that.
func (e *extract) outcome(s *source.Source, f *source.Finding, chosen *choice) (state, detail string) {
	for _, w := range chosen.winners {
		switch {
		case w.Provider != f.Provider:
			continue
		case w.Finding != f && w.Source == s.ID:
			return shadowed, "another one of " + w.Source + " comes first"
		case w.Finding != f:
			return shadowed, w.Source + " comes first"
		}
	}
	if !e.wants(f.Provider) {
		return skipped, "--provider does not name it"
	}
	var names, reasons []string
	for _, a := range chosen.given {
		if a.Credential.Finding != f {
			continue
		}
		names = append(names, a.Name)
		if reason := render.FormatFor("sh", false).Refuse(a); reason != "" {
			reasons = append(reasons, reason)
		}
	}
	for _, l := range append(chosen.kept, chosen.left...) {
		if l.Credential.Finding == f {
			reasons = append(reasons, l.Reason)
		}
	}
	if len(names) > 0 {
		return used, strings.Join(append([]string{"as " + strings.Join(names, ", ")}, reasons...), "; ")
	}
	return skipped, cmp.Or(strings.Join(reasons, "; "), "no variable carries it: it works from its own file alone")
}

// masked is what is shown of a credential: the prefix that its issuer gives to
// all of a kind, and an ellipsis.
func masked(value string) string {
	if value == "" {
		return ""
	}
	const hidden = 8 // characters that are not shown, at the least
	for _, prefix := range strings.Split("sk-ant- sk-proj- sk-or-v1 sk-svc sk- sgamp_ gho_ ghp_ ghu_ glpat- AIza gsk_ xai- hf_ at- eyJ", " ") {
		if strings.HasPrefix(value, prefix) && len(value) >= len(prefix)+hidden {
			return prefix + "…"
		}
	}
	return "…"
}
