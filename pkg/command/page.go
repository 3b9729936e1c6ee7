package command

import "flag"

// A Page is what the help of a command tells, for [Page.Text] and for manual
// pages.
type Page struct {
	*Command
	Path    string // the full path, such as "amika-login status"
	Options []Option
}

// An Option is what the help tells of one flag.
type Option struct {
	Name        string // with its dashes
	Placeholder string // of its value; empty for a switch
	Purpose     string
	Default     string // empty if there is nothing to set
	Variable    string // that sets it; empty if none does
}

// Pages are the pages of a tree: the one of root, and then those of the
// commands below, in order.
func Pages(root *Command) []Page {
	p := &program{root: root}
	p.grow()
	var pages []Page
	var walk func(c *Command, path string)
	walk = func(c *Command, path string) {
		pages = append(pages, p.page(c, path, p.flags(c, path, new(bool))))
		for _, sub := range c.Commands {
			walk(sub, path+" "+sub.Name)
		}
	}
	walk(root, root.Name)
	return pages
}

// page makes the page of the command at path, which has the given flags.
func (p *program) page(c *Command, path string, fs *flag.FlagSet) Page {
	page := Page{Command: c, Path: path}
	fs.VisitAll(func(f *flag.Flag) {
		option := Option{Name: "--" + f.Name}
		option.Placeholder, option.Purpose = flag.UnquoteUsage(f)
		if isSwitch(f) {
			option.Placeholder = ""
		}
		if f.Name != versionFlag {
			option.Default, option.Variable = f.DefValue, variable(p.prefix(), f.Name)
			if option.Default == "" {
				option.Default = "none"
			}
		}
		page.Options = append(page.Options, option)
	})
	page.Options = append(page.Options, Option{Name: "-h, --help", Purpose: "print this help"})
	return page
}

// versionFlag is the flag of every root command that no variable sets: images
// have variables like AMIKA_EXTRACT_VERSION for purposes of their own.
const versionFlag = "version"
