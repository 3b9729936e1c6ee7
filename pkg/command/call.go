package command

import (
	"context"
	"errors"
	"flag"
	"io"
	"slices"
	"strings"

	"github.com/peterbourgon/ff/v3/ffcli"
)

// A call is a command line: the command that it selects, and its flags.
type call struct {
	*app
	command     *Command
	path        string        // of the command, the program's name first
	fs          *flag.FlagSet // nil if nothing can set a flag
	end         int           // how many arguments come before "--" and its command line
	trailing    bool          // there is a command line after "--"
	showVersion bool
}

// parse runs the command that args select.
func (a *app) parse(ctx context.Context, args []string) error {
	if len(args) > 0 {
		a.addCompletion()
	}
	c := &call{app: a}
	tree, args := c.tree(a.root, a.root.Name, args)
	c.end = len(args)
	if tree == nil {
		return c.exec(ctx, nil)
	}
	switch err := tree.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return c.help()
	case err != nil:
		return c.flagError(err)
	}
	return tree.Run(ctx)
}

// tree returns the command at path for ffcli to parse, and the arguments for
// it. A subcommand is in the tree only if its name is the next argument: ffcli
// alone would find it in capitals, and after flags of the command above it, too.
// There is no tree if nothing follows the command's name, since ff would prepare
// all flags for nothing.
func (c *call) tree(command *Command, path string, args []string) (*ffcli.Command, []string) {
	if len(args) > 0 {
		if sub := command.command(args[0]); sub != nil {
			below, rest := c.tree(sub, path+" "+sub.Name, args[1:])
			if below == nil {
				return nil, nil
			}
			return &ffcli.Command{Name: command.Name, Subcommands: []*ffcli.Command{below}}, args[:1+len(rest)]
		}
	}
	if at := slices.Index(args, "--"); at >= 0 && command.Trailing != nil {
		command.Trailing(args[at+1:])
		args, c.trailing = args[:at], true
	}
	if len(args) > 0 {
		c.enter(command, path)
		return &ffcli.Command{Name: command.Name, FlagSet: c.fs, Exec: c.exec}, args
	}
	if c.command, c.path = command, path; command.Flags != nil || command.Exec == nil {
		c.enter(command, path) // for the variables, or for the help
	}
	return nil, nil
}

// enter makes c a call of the command at path, with its flags at their defaults.
func (c *call) enter(command *Command, path string) {
	c.command, c.path = command, path
	c.fs = flag.NewFlagSet(path, flag.ContinueOnError)
	c.fs.SetOutput(io.Discard) // the errors of package flag repeat what was typed
	if command == c.root {
		c.fs.BoolVar(&c.showVersion, versionFlag, false, "print the version")
	}
	if command.Flags != nil {
		command.Flags(c.fs)
	}
}

// exec runs the command with the arguments that follow its flags.
func (c *call) exec(ctx context.Context, args []string) error {
	if c.showVersion && len(args) == 0 {
		return c.env.Write([]byte(VersionLine(c.root) + "\n"))
	}
	if err := c.takeArgs(args); err != nil {
		return err
	}
	if err := c.variables(); err != nil {
		return err
	}
	if c.command.Exec == nil {
		return c.help()
	}
	err := c.command.Exec(ctx)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// takeArgs gives the arguments after the flags to the command. Those that it
// doesn't take are not repeated in the error: they may be secrets gone astray.
func (c *call) takeArgs(args []string) error {
	switch {
	case c.command.Args != nil:
		return c.command.Args(args)
	case len(args) == 0:
		return nil
	case c.command.Trailing != nil:
		return Usagef("a command to run goes after --; "+c.helpHint(), "reading the command line: unexpected argument %d", c.argument(len(args)))
	case len(c.command.Commands) == 0:
		return Usagef(c.helpHint(), "reading the command line: unexpected argument %d", c.argument(len(args)))
	}
	commands := append(slices.Clip(c.command.Commands), c.command.extensions()...)
	for _, sub := range commands {
		if sub.Name == args[0] {
			return Usagef("run '"+c.path+" "+sub.Name+" -h'", "reading the command line: flags go after the command, not before it")
		}
	}
	return Usagef(c.suggestion(closestCommands(args[0], commands)), "reading the command line: unknown command")
}

// argument returns the position, as the user typed it, of the first of the last
// arguments, of which there are so many.
func (c *call) argument(last int) int { return c.env.called.argument(c.end - last + 1) }

// help prints the page of the command.
func (c *call) help() error {
	c.addCompletion()
	page := c.page()
	called := c.env.called
	page.Path = called.typed(called.word(), strings.Fields(c.path)[1:]...)
	return c.env.Write([]byte(c.env.Typed(page.Text())))
}

// helpHint returns the hint to read that page.
func (c *call) helpHint() string { return "run '" + c.path + " -h'" }

// suggestion returns the hint that follows an unknown word.
func (c *call) suggestion(closest []string) string {
	if len(closest) == 0 {
		return c.helpHint()
	}
	return "did you mean " + strings.Join(closest, " or ") + "? See '" + c.path + " -h'"
}
