package command

import (
	"fmt"
	"strings"
)

// Text returns the page as -h prints it.
func (p Page) Text() string {
	text := p.Purpose + "\n\nUsage:\n  " + p.UsageLine() + "\n"
	if p.Help != "" {
		text += "\n" + p.Help + "\n"
	}
	text += listCommands("Commands", p.Commands)
	text += listCommands("Commands found on this machine", p.extensions())
	text += "\nFlags:\n"
	for _, o := range p.Options {
		text += "  " + o.Synopsis() + "\n      " + o.Purpose + "\n"
		if o.Variable != "" {
			text += "      (default " + o.Default + "; variable " + o.Variable + ")\n"
		}
	}
	if len(p.Examples) > 0 {
		text += "\nExamples:\n"
	}
	for _, e := range p.Examples {
		text += "  # " + e.Purpose + "\n  " + e.Line + "\n"
	}
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

// listCommands returns a line for each command: its name and its purpose.
func listCommands(title string, commands []*Command) string {
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
