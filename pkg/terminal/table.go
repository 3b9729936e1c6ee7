package terminal

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// A Table is text in columns. Its cells must be safe to show; an empty one shows
// as "-".
type Table struct {
	Rows    [][]string // all as long as the first one, which holds the titles
	Columns int        // characters that fit into a line; 0 for any number
	// Colour is that of a row's first cell; nil for none.
	Colour func(first string) Colour
}

const (
	gap    = 2 // between two columns
	indent = 4 // of the lines that go on with a row
)

// Text lays the table out. Columns that don't fit into a line go on in the next
// one, the same for all rows, so that they stay below each other. The last
// column is for words: it has lines of its own where it doesn't fit. Nothing is
// cut.
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

// A layout is a table that is being written.
type layout struct {
	text   []byte
	limit  int  // columns of a line; 0 for none
	start  int  // of the line, in text
	column int  // where text goes on
	spaces int  // to write before more text
	filled bool // the line says something
	begun  bool // the row has a line
}

// fits reports whether a text of this width can stand in the line.
func (l *layout) fits(width int) bool {
	return l.limit <= 0 || l.column == 0 || l.column+l.spaces+width <= l.limit
}

// next ends the line and goes on in a new one. A line that says nothing is not
// kept, unless it is all there is of the row.
func (l *layout) next() {
	if l.filled || !l.begun {
		l.text = append(l.text, '\n')
		l.begun = true
	} else {
		l.text = l.text[:l.start]
	}
	l.start, l.column, l.spaces, l.filled = len(l.text), 0, indent, false
}

// nothing is what an empty cell shows.
const nothing = "-"

// cell writes a cell of the column i, which has this width. The last one is
// broken at its spaces where it needs lines of its own.
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
