package cli

import (
	"bytes"
	"cmp"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"amika.dev/amika-extract/render"
)

// cells are what both forms of the list show of a row.
func (r row) cells() []string {
	return []string{strconv.Itoa(r.source.Priority), r.source.ID, r.file, r.provider, string(r.kind), date(r.expires), r.state, r.detail, r.value}
}

// table writes rows for people. The state comes first, so that a line says at
// once whether it matters.
func (e *extract) table(rows []row) []byte {
	lines := [][]string{{"PRIORITY", "SOURCE", "FILE", "PROVIDER", "KIND", "EXPIRES", "STATE", "DETAIL", "VALUE"}}
	for _, r := range rows {
		r.file = e.home.shown(r.file)
		lines = append(lines, r.cells())
	}
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, cells := range lines {
		for i, column := range []int{6, 0, 1, 2, 3, 4, 5, 8, 7} {
			if i > 0 {
				_, _ = io.WriteString(w, "\t")
			}
			_, _ = io.WriteString(w, cmp.Or(cells[column], "-"))
		}
		_, _ = io.WriteString(w, "\n")
	}
	_ = w.Flush() // into memory
	return text.Bytes()
}

// jsonList writes rows for programs. All members are always there.
func jsonList(rows []row) []byte {
	names := []string{"priority", "source", "file", "provider", "kind", "expires_at", "state", "detail", "value"}
	text := []byte("[")
	for i, r := range rows {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, "\n  {"...)
		for i, cell := range r.cells() {
			if i > 0 {
				text = append(text, ", "...)
			}
			text = render.AppendJSON(text, names[i])
			text = append(text, ": "...)
			if i == 0 {
				text = append(text, cell...) // a number
			} else {
				text = render.AppendJSON(text, cell)
			}
		}
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
