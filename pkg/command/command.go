package command

import (
	"context"
	"flag"
	"os"
)

// A Command is one command of a program: what it does, and what its help says
// about it. The root command carries the program's name.
type Command struct {
	Name     string
	Purpose  string // one line that starts with a capitalized verb and has no period
	Usage    string // what follows the command's path on the usage line
	Help     string // paragraphs that follow the examples, without a final line break
	Manual   string // further ones that only the manual page has room for
	Examples []Example
	Statuses []Status // those that the command can end with
	// Flags defines the flags. A usage that starts with the placeholder of the
	// value and a colon, "`FORMAT`: json or yaml", is shown without them.
	Flags func(*flag.FlagSet)
	// Clash returns why two flags can't be used together, or "" if they can. It
	// is asked about the flags that were given, each pair in both orders; a
	// boolean flag set to false doesn't count. A command line after "--" counts
	// as the flag [Trailing]. An environment variable that clashes with a flag
	// that was typed is ignored. The value is "" while a name is completed.
	Clash func(a, b Setting) string
	// Needs maps a flag to the flags without one of which it means nothing.
	Needs map[string][]string
	// CompleteFlag returns what completes the value of the named flag, or nil.
	CompleteFlag func(name string) Completer
	// Args receives the arguments that follow the flags. If it is nil, there must
	// be none.
	Args        func(args []string) error
	CompleteArg Completer // completes the first argument
	// Trailing receives the command line of another program: what follows the
	// first "--". It is called before Flags, and only if there is a "--". If it is
	// nil, "--" ends the flags, as usual.
	Trailing func(argv []string)
	// Exec runs the command after its flags are set. If it is nil, the command
	// only groups its subcommands, and prints its help.
	Exec     func(context.Context) error
	Commands []*Command
	// Extensions finds further subcommands that are programs on this machine; the
	// Purpose of each is its path. They are listed in the help, but not run by
	// [Run]. It may be nil.
	Extensions func() []*Command
	// Group is the command of amika that has the subcommands of this program as its
	// own, for the root command: that of amika-login is "auth", since 'amika-login
	// status' is 'amika auth status'. It is empty for a program that is run as
	// 'amika NAME'.
	Group string
	// Version is the version of the program, for the root command. If it is
	// empty, --version prints what the build recorded.
	Version string
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
// and reports its error. It adds the command [Completion] to the tree, which is
// to be built anew for each run.
func Run(ctx context.Context, env Env, root *Command, args []string) Status {
	env = env.whole()
	env.called.root = root
	a := &app{env: env, root: root}
	return Report(env, root.Name, a.run(ctx, args))
}

// An app is one run of a program.
type app struct {
	env  Env
	root *Command
}

// run answers completion scripts, or else runs the command that args select.
func (a *app) run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == Complete {
		return a.complete(args[1:])
	}
	return a.parse(ctx, args)
}

// addCompletion adds the command that every program has.
func (a *app) addCompletion() {
	if a.root.command(Completion) == nil {
		a.root.Commands = append(a.root.Commands, completion(a.env, a.root.Name))
	}
}

// command returns the subcommand of that name, or nil.
func (c *Command) command(name string) *Command {
	for _, sub := range c.Commands {
		if sub.Name == name {
			return sub
		}
	}
	return nil
}

// extensions returns the subcommands that are programs on this machine.
func (c *Command) extensions() []*Command {
	if c.Extensions == nil {
		return nil
	}
	return c.Extensions()
}

// closestCommands returns those that word was most likely meant to be, of
// commands and those one level below, which are easily typed without what goes
// before.
func closestCommands(word string, commands []*Command) []string {
	var paths []string
	for _, c := range commands {
		paths = append(paths, c.Name)
		for _, below := range c.Commands {
			paths = append(paths, c.Name+" "+below.Name)
		}
	}
	return Closest(word, paths)
}
