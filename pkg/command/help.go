package command

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxColumns is the width of a page.
const maxColumns = 80

// Text returns the page as -h prints it.
func (p Page) Text() string {
	text := p.Purpose + "\n\nUsage:\n  " + p.UsageLine() + "\n"
	if len(p.Examples) > 0 {
		text += "\nExamples:\n" + p.examples()
	}
	if p.Help != "" {
		text += "\n" + p.Help + "\n"
	}
	text += list("Commands", p.listed())
	text += list("Commands found on this machine", p.extensions())
	text += "\n" + p.flagsTitle() + "\n" + p.flags()
	if len(p.Statuses) > 0 {
		text += "\nExit status:\n"
	}
	for _, s := range p.Statuses {
		text += fmt.Sprintf("  %-3d  %s\n", int(s), s)
	}
	return text
}

// UsageLine returns how the command is called, its path first. Further lines are
// aligned behind the path, unless they start with the program's name.
func (p Page) UsageLine() string {
	lines := strings.Split(p.Usage, "\n")
	for i, line := range lines[1:] {
		line = strings.TrimLeft(line, " ")
		indent := len("  ")
		if !strings.HasPrefix(line, p.Name+" ") {
			indent += len(p.Path) + len(" ")
		}
		lines[i+1] = strings.Repeat(" ", indent) + line
	}
	return strings.TrimSpace(p.Path + " " + strings.Join(lines, "\n"))
}

// Synopsis returns the flag as it is written, with the placeholder of its value.
func (o Option) Synopsis() string { return strings.TrimSpace(o.Name + " " + o.Placeholder) }

// Effect returns what the flag does, and its default where that says something.
func (o Option) Effect() string {
	if o.Default == "" {
		return o.Purpose
	}
	return o.Purpose + " (default " + o.Default + ")"
}

// listed returns the subcommands, each group replaced by what is in it.
func (p Page) listed() []*Command {
	var all []*Command
	for _, c := range p.Commands {
		if c.Exec != nil || len(c.Commands) == 0 {
			all = append(all, c)
			continue
		}
		for _, below := range c.Commands {
			all = append(all, &Command{Name: c.Name + " " + below.Name, Purpose: below.Purpose})
		}
	}
	return all
}

// list returns a line for each command.
func list(title string, commands []*Command) string {
	if len(commands) == 0 {
		return ""
	}
	width := 0
	for _, c := range commands {
		width = max(width, len(c.Name))
	}
	text := []byte("\n" + title + ":\n")
	for _, c := range commands {
		text = fmt.Appendf(text, "  %-*s  %s\n", width, c.Name, c.Purpose)
	}
	return string(text)
}

// examples returns the examples with their purposes behind them, or in a line
// above where they don't fit.
func (p Page) examples() string {
	fits := func(e Example) bool {
		return !strings.Contains(e.Line, "\n") && len(e.Line)+utf8.RuneCountInString(e.Purpose)+len("    # ") <= maxColumns
	}
	width := 0
	for _, e := range p.Examples {
		if fits(e) {
			width = max(width, len(e.Line))
		}
	}
	text := ""
	for _, e := range p.Examples {
		padded := fmt.Sprintf("  %-*s  # %s\n", width, e.Line, e.Purpose)
		switch {
		case fits(e) && utf8.RuneCountInString(padded) <= maxColumns+1:
			text += padded
		case fits(e):
			text += "  " + e.Line + "  # " + e.Purpose + "\n"
		default:
			text += "  # " + e.Purpose + "\n  " + strings.ReplaceAll(e.Line, "\n", "\n  ") + "\n"
		}
	}
	return text
}

// flagsTitle returns the heading of the flags, with the rule of their variables.
func (p Page) flagsTitle() string {
	example := Option{}
	for _, o := range p.Options {
		if o.Variable != "" && (example.Name == "" || example.Placeholder != "" && o.Placeholder == "") {
			example = o
		}
	}
	switch {
	case example.Name == "":
		return "Flags:"
	case example.Placeholder == "":
		return "Flags, which variables can set too (" + example.Variable + "=true is " + example.Name + "):"
	}
	return "Flags, which variables can set too (" + example.Variable + " is " + example.Name + "):"
}

// flags returns the flags with what they do. A long synopsis has a line of its own.
func (p Page) flags() string {
	const maxWidth = 24
	width := 0
	for _, o := range p.Options {
		if n := len(o.Synopsis()); n <= maxWidth {
			width = max(width, n)
		}
	}
	text := ""
	for _, o := range p.Options {
		line := fmt.Sprintf("  %-*s", width, o.Synopsis())
		if len(o.Synopsis()) > width {
			text += line + "\n"
			line = strings.Repeat(" ", 2+width)
		}
		text += line + "  " + wrapped(o.Effect(), 2+width+2) + "\n"
	}
	return text
}

// wrapped breaks text at spaces into lines that fit behind an indentation.
func wrapped(text string, indent int) string {
	var b strings.Builder
	column := indent
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i > 0 && column+1+n > maxColumns:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		case i > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
