package main

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	cell    = 8.0 // the width of a character, in pixels
	rowHigh = 19
	margin  = 16
)

// screen draws what a terminal of 80 columns shows after text was printed.
func screen(t theme, text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	width, height := int(80*cell)+2*margin, len(lines)*rowHigh+2*margin
	s := newSVG(t, width, height, "What amika-extract --list prints")
	s.box(1, 1, width-2, height-2, s.line)
	fmt.Fprintf(s, `<g font-family="%s" font-size="13" xml:space="preserve">`+"\n", mono)
	style := style{colour: s.text}
	for i, line := range lines {
		s.row(margin+i*rowHigh+13, line, &style)
	}
	s.WriteString("</g>\n")
	return s.end()
}

// A style is how a terminal prints at the moment.
type style struct {
	colour string
	bold   bool
}

// row draws a line, whose escape sequences change style.
func (s *svg) row(y int, line string, style *style) {
	column := 0
	for line != "" {
		text, rest, found := strings.Cut(line, "\x1b[")
		if text != "" {
			weight := "normal"
			if style.bold {
				weight = "bold"
			}
			n := utf8.RuneCountInString(text)
			if strings.TrimSpace(text) != "" {
				fmt.Fprintf(s, `<text x="%d" y="%d" textLength="%d" fill="%s" font-weight="%s">%s</text>`+"\n",
					margin+int(float64(column)*cell), y, int(float64(n)*cell), style.colour, weight, html.EscapeString(text))
			}
			column += n
		}
		if !found {
			return
		}
		codes, after, _ := strings.Cut(rest, "m")
		for code := range strings.SplitSeq(codes, ";") {
			s.render(style, code)
		}
		line = after
	}
}

// render changes the style as an SGR code says (ECMA-48, 8.3.117).
func (s *svg) render(style *style, code string) {
	n, _ := strconv.Atoi(code) // an empty code is 0
	switch {
	case n == 0:
		style.colour, style.bold = s.text, false
	case n == 1:
		style.bold = true
	case n == 2:
		style.colour = s.dim
	case s.ansi[n] != "":
		style.colour = s.ansi[n]
	}
}
