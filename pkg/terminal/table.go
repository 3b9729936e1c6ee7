package terminal

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// A Table is text in columns. Its cells must be safe to show. An empty cell is
// shown as "-".
type Table struct {
	Rows    [][]string // all as long as the first one, which holds the titles
	Columns int        // width of a line; 0 for no limit
	// Colour returns the colour of a row's first cell. It may be nil.
	Colour func(first string) Colour
}

const (
	gap    = 2 // between two columns
	indent = 4 // of the lines that go on with a row
)

// Text lays the table out. Columns that don't fit into a line are continued in the
// next one, the same for all rows, so that they stay aligned. The last column is
// text: it is wrapped into lines of its own where it doesn't fit. Nothing is cut.
func (t Table) Text() []byte {
	l := layout{limit: t.Columns}
	var widths []int
	for _, row := range t.Rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, len(nothing))
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t.Rows {
		for i, cell := range row {
			l.cell(t, i, widths[i], i+1 == len(row), cmp.Or(cell, nothing))
		}
		l.next()
		l.spaces, l.begun = 0, false
	}
	return l.text
}

// A layout writes a table.
type layout struct {
	text   []byte
	limit  int  // width of a line; 0 for no limit
	start  int  // start of the line in text
	column int  // width of the line so far
	spaces int  // pending spaces before more text
	filled bool // the line has more than empty cells
	begun  bool // the row has a line
}

// fits reports whether the line has room for text of this width.
func (l *layout) fits(width int) bool {
	return l.limit <= 0 || l.column == 0 || l.column+l.spaces+width <= l.limit
}

// next ends the line and starts an indented one. A line of empty cells is dropped,
// unless it is the first of its row.
func (l *layout) next() {
	if l.filled || !l.begun {
		l.text = append(l.text, '\n')
		l.begun = true
	} else {
		l.text = l.text[:l.start]
	}
	l.start, l.column, l.spaces, l.filled = len(l.text), 0, indent, false
}

// nothing is shown for an empty cell.
const nothing = "-"

// cell writes a cell of column i, which has this width. The last cell of a row is
// wrapped at its spaces if it needs lines of its own.
func (l *layout) cell(t Table, i, width int, last bool, cell string) {
	used := utf8.RuneCountInString(cell)
	words, colour := []string{cell}, Plain
	if last {
		width, words = used, strings.Fields(cell)
	}
	if i == 0 && t.Colour != nil {
		colour = t.Colour(cell)
	}
	if !l.fits(width) {
		l.next()
	}
	for _, word := range words {
		if !l.fits(utf8.RuneCountInString(word)) {
			l.next()
		}
		l.column += l.spaces + utf8.RuneCountInString(word)
		for ; l.spaces > 0; l.spaces-- {
			l.text = append(l.text, ' ')
		}
		l.text = append(l.text, colour.Paint(word)...)
		l.filled = l.filled || word != nothing
		l.spaces = 1
	}
	l.spaces = width - used + gap
}
