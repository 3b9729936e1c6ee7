package command

import (
	"flag"
	"strings"
)

// A Page is the content of the help of a command, for [Page.Text] and for manual
// pages.
type Page struct {
	*Command
	Path    string // the full path, such as "amika-login status"
	Options []Option
}

// An Option is the content of the help of one flag.
type Option struct {
	Name        string // with its dashes
	Placeholder string // of its value; empty for a boolean flag
	Purpose     string
	Default     string // empty if it is false or nothing
	Variable    string // the environment variable that sets it, or empty
}

// Pages returns the pages of root and of the commands below it, in order.
func Pages(root *Command) []Page {
	a := &app{root: root}
	a.addCompletion()
	var pages []Page
	var walk func(command *Command, path string)
	walk = func(command *Command, path string) {
		c := &call{app: a}
		c.enter(command, path)
		pages = append(pages, c.page())
		for _, sub := range command.Commands {
			walk(sub, path+" "+sub.Name)
		}
	}
	walk(root, root.Name)
	return pages
}

// page returns the page of the command.
func (c *call) page() Page {
	page := Page{Command: c.command, Path: c.path}
	c.fs.VisitAll(func(f *flag.Flag) {
		option := Option{Name: "--" + f.Name, Variable: c.variable(f.Name)}
		option.Placeholder, option.Purpose = flag.UnquoteUsage(f)
		option.Purpose = strings.TrimPrefix(option.Purpose, option.Placeholder+": ")
		if isBool(f) {
			option.Placeholder = ""
		}
		if !isBool(f) && f.DefValue != "none" && f.DefValue != "0s" {
			option.Default = f.DefValue
		}
		page.Options = append(page.Options, option)
	})
	page.Options = append(page.Options, Option{Name: "-h, --help", Purpose: "print this help"})
	return page
}
