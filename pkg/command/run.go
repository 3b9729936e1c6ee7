package command

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/peterbourgon/ff/v3"
)

// A Command is one command of a program: what it does, and what its help says
// about it. The root command carries the program's name.
type Command struct {
	Name     string
	Purpose  string // one line that starts with a capitalised verb and has no period
	Usage    string // what follows the command's path on the usage line
	Help     string // paragraphs that follow the usage, without a final line break
	Examples []Example
	Statuses []Status // those that the command can end with
	Flags    func(*flag.FlagSet)
	// Exclusive are groups of flags of which one can be given at a time.
	Exclusive [][]string
	// Needs are the flags that mean something only with one of others.
	Needs map[string][]string
	// Values completes the value of a flag, by the flag's name.
	Values func(flag string) Completer
	// Take takes the words that follow the flags. If it is nil, none may.
	Take  func(words []string) error
	Words Completer // completes the first of these words
	// Runs says that the words after "--" are the command line of another
	// program. Whoever calls [Run] has cut them off.
	Runs bool
	// Exec runs the command after its flags are set. If it is nil, the command
	// is there for its subcommands alone, and prints its help.
	Exec     func(context.Context) error
	Commands []*Command
	// More looks for further commands on this machine, which are programs. They
	// are told of, but not run by [Run]. It is nil if there can't be any.
	More  func() []*Command
	Found string // the path of the program that such a command is
}

// An Example is a command line and what it is good for.
type Example struct{ Line, Purpose string }

// Main runs a program in the environment of the process and returns its exit
// status. SIGINT and SIGTERM end it at once, as they end any process, unless run
// is [Interruptible].
func Main(run func(ctx context.Context, env Env, args []string) Status) int {
	return int(run(context.Background(), System(), os.Args[1:]))
}

// Run parses args for the tree below root, runs the command that they select
// and reports its error. The tree is built anew for each run. The command
// [Completion] is added to it.
func Run(ctx context.Context, env Env, root *Command, args []string) Status {
	p := &program{env: env, root: root}
	return Report(env, root.Name, p.run(ctx, args))
}

// A program is one run of a tree of commands.
type program struct {
	env  Env
	root *Command
}

// run finds the command that args select, sets its flags and runs it.
func (p *program) run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == Complete {
		return p.complete(args[1:])
	}
	c, path := p.root, p.root.Name
	for {
		showVersion := false
		fs := p.flags(c, path, &showVersion)
		if err := ff.Parse(fs, args); errors.Is(err, flag.ErrHelp) {
			return p.help(c, path, fs)
		} else if err != nil {
			return flagError(err, fs)
		}
		var sub *Command
		if fs.NArg() > 0 {
			p.grow()
			sub = c.command(fs.Arg(0))
		}
		switch {
		case sub == nil && showVersion && fs.NArg() == 0:
			return p.env.Write([]byte(Version(p.root.Name) + "\n"))
		case sub == nil:
			return p.exec(ctx, c, fs)
		}
		path += " " + sub.Name
		if fs.NFlag() > 0 {
			return misplaced(path)
		}
		c, args = sub, fs.Args()[1:]
	}
}

// flags are those of the command at path.
func (p *program) flags(c *Command, path string, showVersion *bool) *flag.FlagSet {
	fs := flag.NewFlagSet(path, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // what package flag would print is printed where it is due
	if c == p.root {
		fs.BoolVar(showVersion, versionFlag, false, "print the version")
	}
	if c.Flags != nil {
		c.Flags(fs)
	}
	return fs
}

// grow adds the commands that each program has. What runs a program's main job
// can do without them.
func (p *program) grow() {
	if p.root.command(Completion) == nil {
		p.root.Commands = append(p.root.Commands, completion(p.env, p.root.Name))
	}
}

func (p *program) help(c *Command, path string, fs *flag.FlagSet) error {
	p.grow()
	return p.env.Write([]byte(p.page(c, path, fs).Text()))
}

// exec runs c, whose flags have been parsed.
func (p *program) exec(ctx context.Context, c *Command, fs *flag.FlagSet) error {
	if err := c.take(fs); err != nil {
		return err
	}
	if err := p.variables(c, fs); err != nil {
		return err
	}
	if c.Exec == nil {
		return p.help(c, fs.Name(), fs)
	}
	err := c.Exec(ctx)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// all are the subcommands, and those that are looked for.
func (c *Command) all() []*Command {
	if c.More == nil {
		return c.Commands
	}
	return slices.Concat(c.Commands, c.More())
}

// command is the subcommand of that name, if there is one.
func (c *Command) command(name string) *Command {
	for _, sub := range c.Commands {
		if sub.Name == name {
			return sub
		}
	}
	return nil
}

// take takes the words after the flags, if there may be any. What was typed is
// not repeated, since it may be a secret that went astray.
func (c *Command) take(fs *flag.FlagSet) error {
	help := "run '" + fs.Name() + " -h'"
	switch {
	case c.Take != nil:
		return c.Take(fs.Args())
	case fs.NArg() == 0:
		return nil
	case c.Runs:
		return Usagef("a command to run goes after --; "+help, "reading the command line: unexpected argument")
	case len(c.Commands) == 0:
		return Usagef(help, "reading the command line: unexpected argument")
	}
	for _, sub := range c.all() {
		if sub.Name == fs.Arg(0) { // one that is run before flags are parsed
			return misplaced(fs.Name() + " " + sub.Name)
		}
	}
	return Usagef(suggestion(fs.Name(), c.closest(fs.Arg(0))), "reading the command line: unknown command")
}

// misplaced is the error for flags before the command at path.
func misplaced(path string) error {
	return Usagef("run '"+path+" -h'", "reading the command line: flags go after the command, not before it")
}

// closest are the commands that word was most likely meant to be: those of c,
// and those one level below, which are easily typed without what goes before.
func (c *Command) closest(word string) []string {
	var paths []string
	for _, sub := range c.all() {
		paths = append(paths, sub.Name)
		for _, below := range sub.Commands {
			paths = append(paths, sub.Name+" "+below.Name)
		}
	}
	return Closest(word, paths)
}

// prefix is what the variables that set flags start with: the program's name.
func (p *program) prefix() string {
	return strings.ToUpper(strings.ReplaceAll(p.root.Name, "-", "_")) + "_"
}
