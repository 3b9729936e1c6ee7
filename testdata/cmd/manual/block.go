package main

import (
	"regexp"
	"strings"
)

// A block is a paragraph of help: text to be filled, and the indented lines that
// follow it and stay as they are.
type block struct {
	words string
	lines []string
}

// blocks splits help into paragraphs.
func blocks(help string) []block {
	var all []block
	for paragraph := range strings.SplitSeq(help, "\n\n") {
		var b block
		for line := range strings.SplitSeq(paragraph, "\n") {
			indented, ok := strings.CutPrefix(line, "  ")
			switch {
			case ok:
				b.lines = append(b.lines, indented)
			case len(b.lines) > 0:
				all = append(all, b)
				b = block{words: line}
			default:
				b.words = strings.TrimSpace(b.words + " " + line)
			}
		}
		if b.words != "" || len(b.lines) > 0 {
			all = append(all, b)
		}
	}
	return all
}

// section returns the section of a manual page that a block belongs to, by its
// first word.
func (b block) section() string {
	first, _, _ := strings.Cut(b.words, " ")
	switch {
	case len(b.lines) == 0:
		return "DESCRIPTION"
	case strings.Trim(first, ",:") == "Variables":
		return "ENVIRONMENT"
	case strings.Trim(first, ",:") == "Files":
		return "FILES"
	}
	return "DESCRIPTION"
}

// A row is a line of a table in help: a name and its description.
type row struct{ name, text string }

var tableRow = regexp.MustCompile(`^(\S.*?) {2,}(\S.*)$`)

// rows returns the lines as a table, or nil if one of them is not a row.
func (b block) rows() []row {
	var all []row
	for _, line := range b.lines {
		parts := tableRow.FindStringSubmatch(line)
		if parts == nil {
			return nil
		}
		all = append(all, row{parts[1], parts[2]})
	}
	return all
}
