package cli

import (
	"errors"
	"slices"
	"strings"
	"time"

	"amika.dev/amika-extract/choose"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/terminal"
)

// A row of the list is what became of one file, or of one thing found in it. It
// never holds a credential.
type row struct {
	source    *source.Source
	file      string
	provider  string
	kind      source.Kind
	plan      string // foreign text
	account   string // masked, foreign text
	variables []string
	expires   time.Time
	renews    bool // its agent renews it
	state     choose.State
	detail    string // for people, safe to show
	value     string // masked
}

// The states that a row has beside those of a [choose.Decision].
const (
	missing    choose.State = "missing"
	unreadable choose.State = "unreadable"
)

// listing returns what --list prints.
func (a *app) listing(s *search, choice *choose.Choice) []byte {
	rows := a.rows(s, choice)
	if a.format == "json" {
		return jsonList(rows)
	}
	if columns := a.env.Columns(); columns > 0 {
		return a.overview(rows, columns)
	}
	return a.table(rows)
}

// rows returns the rows of all files in order of the sources. Both the results and
// the decisions are in this order.
func (a *app) rows(s *search, choice *choose.Choice) []row {
	var rows []row
	results, decisions := s.results, choice.Decisions
	for _, origin := range s.table {
		if len(results) == 0 || results[0].Source != origin {
			if reason := s.discovery.Excludes(origin); reason != nil {
				for _, f := range s.discovery.Places(origin) {
					rows = append(rows, row{source: origin, file: f.Path, state: choose.Skipped, detail: reason.Error()})
				}
			}
			continue
		}
		if reason := s.discovery.InKeychain(origin); reason != nil {
			rows = append(rows, row{source: origin, file: "keyring:Claude Code-credentials", state: choose.Skipped, detail: reason.Error()})
		}
		for j := range results[0].Files {
			f := &results[0].Files[j]
			n := len(f.Findings)
			rows = append(rows, fileRows(origin, f, decisions[:n])...)
			decisions = decisions[n:]
		}
		results = results[1:]
	}
	nameClaudeAccount(s.results, rows)
	return append(rows, notRead(s.discovery, rows)...)
}

// notRead returns rows for files that are there, but not read. OpenCode's database
// counts only if there is no file of its logins: older versions have both.
func notRead(d *source.Discovery, rows []row) []row {
	hasOpenCode := false
	for i := range rows {
		hasOpenCode = hasOpenCode || rows[i].source.ID == "opencode" && rows[i].state != missing
	}
	var more []row
	for _, u := range source.NotRead() {
		if u.ID == "opencode_2" && hasOpenCode {
			continue
		}
		for _, f := range d.Places(&u.Source) {
			if d.Exists(f.Path) {
				more = append(more, row{source: &u.Source, file: f.Path, state: choose.Skipped, detail: u.Why})
				break
			}
		}
	}
	return more
}

// nameClaudeAccount completes the rows of Claude Code's login: whose it is stands in
// another file.
func nameClaudeAccount(results []source.Result, rows []row) {
	account := ""
	for _, r := range results {
		for _, f := range r.Files {
			if r.Source.ID == "claude_api" && account == "" {
				account = maskedAccount(f.Account)
			}
		}
	}
	for i := range rows {
		if r := &rows[i]; r.source.ID == "claude_oauth" && r.kind == source.OAuth {
			r.account = account
		}
	}
}

// fileRows returns the rows of one file, about which decisions were made.
func fileRows(origin *source.Source, f *source.File, decisions []choose.Decision) []row {
	var rows, found []row
	for i := range decisions {
		if r := decisions[i].Redirect; r == 0 || r == source.ToHelper { // the rows of what is sent there say so
			found = append(found, decisionRow(&decisions[i]))
		}
	}
	if f.Settings && len(found)+len(f.Errs) == 0 {
		return nil
	}
	if f.Absent {
		rows = append(rows, row{state: missing})
	}
	for _, err := range f.Errs {
		rows = append(rows, row{state: unreadable, detail: err.Error()})
	}
	if rows = append(rows, found...); len(rows) == 0 {
		rows = append(rows, row{state: choose.Skipped, detail: "there is no credential in it"})
	}
	for i := range rows {
		rows[i].source, rows[i].file = origin, f.Path
	}
	return rows
}

func decisionRow(d *choose.Decision) row {
	r := row{
		provider: d.Provider, kind: d.Kind, plan: terminal.Escape(d.Plan), account: maskedAccount(d.Account),
		variables: d.Variables, expires: d.Expiry(), renews: d.Renews, state: d.State, value: masked(d.Value.Reveal()),
	}
	details := d.Reasons
	if d.Finding.State == source.LeftOut {
		details = []error{errors.New(terminal.Escape(d.Field) + ": " + d.Reason.Error())}
	}
	var texts []string
	if len(d.Variables) > 0 {
		texts = append(texts, "as "+strings.Join(d.Variables, ", "))
	}
	for _, reason := range details {
		if text := reason.Error(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if d.Remark != "" {
		texts = append(texts, d.Remark)
	}
	r.detail = strings.Join(texts, "; ")
	return r
}

// masked returns what is shown of a credential: the prefix that its issuer gives
// to all of a kind, of at most 8 characters, and an ellipsis.
func masked(value string) string {
	if value == "" {
		return ""
	}
	const hidden = 8 // characters that are not shown, at least
	for _, prefix := range strings.Fields("sk-ant- sk-proj- sk-or-v1 sk-svc sk- sgamp_ gho_ ghp_ ghu_ glpat- AIza gsk_ xai- hf_ at- eyJ") {
		if strings.HasPrefix(value, prefix) && len(value) >= len(prefix)+hidden {
			return prefix + "…"
		}
	}
	return "…"
}

// maskedAccount returns an e-mail address with all but the first character of the
// name hidden. Other accounts are shown as they are.
func maskedAccount(account string) string {
	name, domain, ok := strings.Cut(account, "@")
	if !ok {
		return terminal.Escape(account)
	}
	for _, first := range name {
		return terminal.Escape(string(first) + "…@" + domain)
	}
	return terminal.Escape("…@" + domain)
}
