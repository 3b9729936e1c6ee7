package command

import (
	"flag"
	"fmt"
	"strings"
)

// help is the text that -h prints.
func (p page) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUsage:\n  %s\n", p.Purpose, strings.TrimSpace(p.path+" "+p.Usage))
	if p.Command.Help != "" {
		fmt.Fprintf(&b, "\n%s\n", p.Command.Help)
	}
	if len(p.Commands) > 0 {
		b.WriteString("\nCommands:\n")
		width := 0
		for _, c := range p.Commands {
			width = max(width, len(c.Name))
		}
		for _, c := range p.Commands {
			fmt.Fprintf(&b, "  %-*s  %s\n", width, c.Name, c.Purpose)
		}
	}
	b.WriteString("\nFlags:\n")
	p.flags.VisitAll(func(f *flag.Flag) { p.describe(&b, f) })
	b.WriteString("  -h, --help\n      print this help\n")
	if len(p.Examples) > 0 {
		b.WriteString("\nExamples:\n")
		for _, e := range p.Examples {
			fmt.Fprintf(&b, "  # %s\n  %s\n", e.Purpose, e.Line)
		}
	}
	if len(p.Statuses) > 0 {
		b.WriteString("\nExit status:\n")
		for _, s := range p.Statuses {
			fmt.Fprintf(&b, "  %-3d  %s\n", int(s), s)
		}
	}
	return b.String()
}

// describe writes what the help says of one flag: its placeholder, its
// purpose, its default and the variable that sets it.
func (p page) describe(b *strings.Builder, f *flag.Flag) {
	placeholder, purpose := flag.UnquoteUsage(f)
	if isSwitch(f) {
		placeholder = ""
	}
	fmt.Fprintf(b, "  --%s\n      %s", strings.TrimSpace(f.Name+" "+placeholder), purpose)
	if f.Name != "version" {
		standard := f.DefValue
		if standard == "" {
			standard = "none"
		}
		fmt.Fprintf(b, "\n      (default %s; variable %s)", standard, variable(p.prefix, f.Name))
	}
	b.WriteString("\n")
}
