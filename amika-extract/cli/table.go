package cli

import (
	"strconv"
	"time"

	"amika.dev/amika-extract/render"
	"amika.dev/pkg/terminal"
)

// cells are what both forms of the list show of a row.
func (r row) cells() []string {
	return []string{strconv.Itoa(r.source.Priority), r.source.ID, r.file, r.provider, string(r.kind), date(r.expires), r.state, r.detail, r.value}
}

// table writes rows for people. The state comes first, so that a line says at
// once whether it matters.
func (e *extract) table(rows []row) []byte {
	t := terminal.Table{Columns: e.env.Columns()}
	if e.env.Coloured() {
		t.Colour = stateColour
	}
	titles := []string{"PRIORITY", "SOURCE", "FILE", "PROVIDER", "KIND", "EXPIRES", "STATE", "DETAIL", "VALUE"}
	for i := range len(rows) + 1 {
		cells := titles
		if i > 0 {
			r := rows[i-1]
			r.file = e.home.shown(r.file)
			cells = r.cells()
		}
		line := append([]string{cells[6]}, cells[:6]...)
		t.Rows = append(t.Rows, append(line, cells[8], cells[7]))
	}
	return t.Text()
}

// stateColour is the colour of a state, or of its title.
func stateColour(state string) terminal.Colour {
	switch state {
	case used:
		return terminal.Green
	case expired:
		return terminal.Yellow
	case unreadable:
		return terminal.Red
	case shadowed, skipped, missing:
		return terminal.Faint
	}
	return terminal.Bold
}

// jsonList writes rows for programs. All members are always there.
func jsonList(rows []row) []byte {
	names := []string{"priority", "source", "file", "provider", "kind", "expires_at", "state", "detail", "value"}
	text := []byte("[")
	before := "\n  {"
	for _, r := range rows {
		for i, cell := range r.cells() {
			text = render.AppendJSON(append(text, before...), names[i])
			text = append(text, ": "...)
			if i == 0 {
				text = append(text, cell...) // a number
			} else {
				text = render.AppendJSON(text, cell)
			}
			before = ", "
		}
		before = "},\n  {"
	}
	if len(rows) > 0 {
		text = append(text, '}')
	}
	return append(text, "\n]\n"...)
}

// date is a time as RFC 3339 writes it, or nothing for the zero time.
func date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
