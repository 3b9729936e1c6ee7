package command

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/peterbourgon/ff/v3/ffcli"
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
	// Exec runs the command after its flags are set. If it is nil, the command
	// is there for its subcommands alone, and prints its help.
	Exec     func(context.Context) error
	Commands []*Command
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
// and reports its error. The tree is built anew for each run.
func Run(ctx context.Context, env Env, root *Command, args []string) Status {
	p := &program{env: env, root: root}
	return Report(env, root.Name, p.run(ctx, args))
}

// A program is one run of a tree of commands.
type program struct {
	env    Env
	root   *Command
	parsed page // of the command that asked for its usage to be printed
}

// A page is what the help of a command is made of.
type page struct {
	*Command
	path   string // the full path, such as "amika-login status"
	prefix string // of the variables that set its flags
	flags  *flag.FlagSet
}

func (p *program) run(ctx context.Context, args []string) error {
	tree := p.node(p.root, p.root.Name, nil)
	err := tree.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return flagError(err, p.parsed.flags)
	}
	if err == nil {
		err = tree.Run(ctx)
	}
	if errors.Is(err, flag.ErrHelp) {
		return p.env.Write([]byte(p.parsed.help()))
	}
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// node makes the ffcli command for c, whose full path is path, below parents.
func (p *program) node(c *Command, path string, parents []*flag.FlagSet) *ffcli.Command {
	fs := flag.NewFlagSet(path, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	showVersion := new(bool)
	if c == p.root {
		fs.BoolVar(showVersion, "version", false, "print the version")
	}
	if c.Flags != nil {
		c.Flags(fs)
	}
	node := &ffcli.Command{Name: c.Name, ShortUsage: path + " " + c.Usage, ShortHelp: c.Purpose, LongHelp: c.Help, FlagSet: fs}
	node.UsageFunc = func(*ffcli.Command) string {
		p.parsed = page{c, path, p.prefix(), fs}
		return "" // what ffcli would print on every error is printed by run where it is due
	}
	lineage := append(slices.Clone(parents), fs)
	for _, sub := range c.Commands {
		node.Subcommands = append(node.Subcommands, p.node(sub, path+" "+sub.Name, lineage))
	}
	node.Exec = func(ctx context.Context, args []string) error {
		if *showVersion {
			return p.env.Write([]byte(Version(p.root.Name) + "\n"))
		}
		if err := p.check(c, path, parents, args); err != nil {
			return err
		}
		if err := p.variables(c, fs); err != nil {
			return err
		}
		if c.Exec == nil {
			return flag.ErrHelp
		}
		return c.Exec(ctx)
	}
	return node
}

// check refuses what ffcli lets pass: flags before a subcommand, a subcommand
// in other letters, and words that are no subcommand. What was typed is not
// repeated, since it may be a secret that went astray.
func (p *program) check(c *Command, path string, parents []*flag.FlagSet, args []string) error {
	names := strings.Fields(path)[1:]
	for i, parent := range parents {
		if parent.NFlag() > 0 {
			return Usagef("run '"+path+" -h'", "reading the command line: flags go after the command, not before it")
		}
		if parent.Arg(0) != names[i] {
			return Usagef("did you mean '"+path+"'?", "reading the command line: unknown command")
		}
	}
	if len(args) == 0 {
		return nil
	}
	if len(c.Commands) == 0 {
		return Usagef("run '"+path+" -h'", "reading the command line: unexpected argument")
	}
	var known []string
	for _, sub := range c.Commands {
		known = append(known, sub.Name)
	}
	return Usagef(suggestion(path, Closest(args[0], known)), "reading the command line: unknown command")
}

// prefix is what the variables that set flags start with: the program's name.
func (p *program) prefix() string {
	return strings.ToUpper(strings.ReplaceAll(p.root.Name, "-", "_")) + "_"
}
