package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"amika.dev/amika-extract/choose"
	"amika.dev/pkg/terminal"
)

// table writes all that is known of the rows, for a file or a pipe. The state
// comes first, so that a line says at once whether it matters.
func (a *app) table(rows []row) []byte {
	t := terminal.Table{Rows: [][]string{{
		"STATE", "PRIORITY", "SOURCE", "FILE", "PROVIDER", "KIND", "PLAN", "ACCOUNT", "EXPIRES", "VALUE", "DETAIL",
	}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{
			string(r.state), strconv.Itoa(r.source.Priority), r.source.ID, a.home.shown(r.file), r.provider, string(r.kind), r.plan, r.account,
			r.expiry(time.RFC3339), r.value, r.detail,
		})
	}
	return t.Text()
}

// states are all states in the order in which a person looks for them.
var states = []choose.State{choose.Used, unreadable, choose.Expired, choose.Skipped, choose.Shadowed, missing}

// overview writes the rows for a person at a terminal: what is used first, a line
// for each entry, and the absent files in one. Text that doesn't fit is cut: a pipe
// gets the whole of it, in the other table.
func (a *app) overview(rows []row, columns int) []byte {
	var sorted []*row
	for _, state := range states {
		for i := range rows {
			if rows[i].state == state {
				sorted = append(sorted, &rows[i])
			}
		}
	}
	lines := [][]string{{"STATE", "PROVIDER", "FROM", "WHAT BECOMES OF IT"}}
	var absent []string
	count := make(map[choose.State]int)
	for _, r := range sorted {
		count[r.state]++
		if r.state == missing {
			absent = append(absent, strings.TrimPrefix(a.home.shown(r.file), a.home.shown(a.home.path)+"/"))
			continue
		}
		lines = append(lines, []string{string(r.state), r.provider, r.source.ID, r.story()})
	}
	t := terminal.Table{Rows: cut(lines, columns), Columns: columns}
	if a.env.Coloured() {
		t.Colour = stateColour
	}
	var text []byte
	if len(lines) > 1 {
		text = t.Text()
	}
	if len(absent) > 0 {
		text = append(text, shortened("missing: "+strings.Join(absent, " "), columns)+"\n"...)
	}
	var sums []string
	for _, state := range states {
		if count[state] > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", count[state], state))
		}
	}
	return append(text, strings.Join(sums, ", ")+"\n"...)
}

// story returns what becomes of an entry, and behind its variables what is known of
// the login, so that these are cut last.
func (r row) story() string {
	parts := strings.SplitN(r.detail, "; ", 2)
	var login []string
	for _, fact := range []string{r.plan, r.account, r.expiry("until 2006-01-02 15:04")} {
		if fact != "" {
			login = append(login, fact)
		}
	}
	if len(login) > 0 && r.state != choose.Expired {
		parts[0] += "; " + strings.Join(login, ", ")
	}
	return strings.TrimPrefix(strings.Join(parts, "; "), "; ")
}

// cut drops columns in which nothing stands, and shortens the last one so that a row
// fits into a line. On a narrow terminal, where too little would be left of it, it
// is not shortened, and goes on in the next line.
func cut(lines [][]string, columns int) [][]string {
	last := len(lines[0]) - 1
	var keep []int
	used := 0
	for i := range last {
		width := 0
		for _, line := range lines[1:] {
			width = max(width, utf8.RuneCountInString(line[i]))
		}
		if width > 0 {
			keep = append(keep, i)
			used += max(width, len(lines[0][i])) + 2
		}
	}
	const least = 20 // characters
	room := columns - used
	short := make([][]string, len(lines))
	for at, line := range lines {
		for _, i := range keep {
			short[at] = append(short[at], line[i])
		}
		if room >= least {
			line[last] = shortened(line[last], room)
		}
		short[at] = append(short[at], line[last])
	}
	return short
}

// shortened returns text with an ellipsis for what is more than the given number
// of characters.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// stateColour returns the colour of a state, or of its title.
func stateColour(state string) terminal.Colour {
	switch choose.State(state) {
	case choose.Used:
		return terminal.Green
	case choose.Expired:
		return terminal.Yellow
	case unreadable:
		return terminal.Red
	case choose.Shadowed, choose.Skipped, missing:
		return terminal.Faint
	}
	return terminal.Bold
}

// expiry returns when a session ends, for people.
func (r row) expiry(layout string) string {
	switch {
	case r.renews && r.state != choose.Expired:
		return "renews itself"
	case r.expires.IsZero():
		return ""
	}
	return r.expires.UTC().Format(layout)
}

// jsonList writes rows for programs. All members are always there.
func jsonList(rows []row) []byte {
	text := []byte("[")
	before := "\n  "
	for _, r := range rows {
		text = append(text, before+`{"priority": `+strconv.Itoa(r.source.Priority)...)
		for _, member := range [][2]string{
			{"source", r.source.ID}, {"file", r.file}, {"provider", r.provider}, {"kind", string(r.kind)},
			{"plan", r.plan}, {"account", r.account},
		} {
			text = appendMember(text, member[0], member[1])
		}
		text = append(text, `, "variables": [`...)
		for i, name := range r.variables {
			if i > 0 {
				text = append(text, ", "...)
			}
			text = terminal.AppendJSON(text, name)
		}
		text = append(text, `], "expires_at": `...)
		if r.expires.IsZero() {
			text = append(text, "null"...)
		} else {
			text = terminal.AppendJSON(text, date(r.expires))
		}
		text = appendMember(text, "state", string(r.state))
		text = appendMember(text, "detail", r.detail)
		text = append(appendMember(text, "value", r.value), '}')
		before = ",\n  "
	}
	return append(text, "\n]\n"...)
}

func appendMember(text []byte, name, value string) []byte {
	text = terminal.AppendJSON(append(text, ", "...), name)
	return terminal.AppendJSON(append(text, ": "...), value)
}

// date returns a time as RFC 3339 writes it, or "" for the zero time.
func date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
