package main

import (
	"fmt"
	"html"
	"strings"
)

// A theme is the colours of a picture.
type theme struct {
	name       string
	back, text string
	line, dim  string
	accent     string
	ansi       map[int]string // the foreground colours of a terminal, by SGR code
}

var (
	light = theme{
		name: "light", back: "#ffffff", text: "#1f2328", line: "#d0d7de", dim: "#59636e", accent: "#0969da",
		ansi: map[int]string{31: "#cf222e", 32: "#116329", 33: "#7d4e00", 34: "#0969da", 35: "#8250df", 36: "#1b7c83", 90: "#59636e"},
	}
	dark = theme{
		name: "dark", back: "#0d1117", text: "#e6edf3", line: "#3d444d", dim: "#9198a1", accent: "#4493f8",
		ansi: map[int]string{31: "#ff7b72", 32: "#3fb950", 33: "#d29922", 34: "#58a6ff", 35: "#bc8cff", 36: "#39c5cf", 90: "#9198a1"},
	}
)

// An svg is a picture that grows.
type svg struct {
	theme
	strings.Builder
}

// newSVG begins a picture. title is what a screen reader says.
func newSVG(t theme, width, height int, title string) *svg {
	s := &svg{theme: t}
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`+"\n", width, height)
	fmt.Fprintf(s, "<title>%s</title>\n", html.EscapeString(title))
	return s
}

// end returns the whole picture.
func (s *svg) end() string {
	s.WriteString("</svg>\n")
	return s.String()
}

func (s *svg) box(x, y, width, height int, stroke string) {
	fmt.Fprintf(s, `<rect x="%d" y="%d" width="%d" height="%d" rx="8" fill="%s" stroke="%s"/>`+"\n", x, y, width, height, s.back, stroke)
}

const (
	sans = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"
	mono = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"
)

func (s *svg) label(x, y int, font, colour, anchor, text string) {
	fmt.Fprintf(s, `<text x="%d" y="%d" font-family="%s" font-size="13" fill="%s" text-anchor="%s">%s</text>`+"\n",
		x, y, font, colour, anchor, html.EscapeString(text))
}

// arrow draws a line to the right with a text above it.
func (s *svg) arrow(x, y, length int, text string) {
	fmt.Fprintf(s, `<path d="M%d %d h%d m-7 -4 l7 4 l-7 4" fill="none" stroke="%s" stroke-width="1.5"/>`+"\n", x, y, length, s.accent)
	s.label(x+length/2, y-8, mono, s.accent, "middle", text)
}
