package command_test

import (
	"context"
	"flag"
	"os"
	"strings"

	"amika.dev/pkg/command"
)

// hello returns the command tree of a program that is run as 'amika hello'.
func hello(env command.Env) *command.Command {
	var loud bool
	var names []string
	return &command.Command{
		Name:     "amika-hello",
		Version:  "1.2.0",
		Purpose:  "Greet somebody",
		Usage:    "[--loud] NAME...",
		Examples: []command.Example{{Line: "amika hello moon", Purpose: "greet the moon"}},
		Statuses: []command.Status{command.Done, command.Failed, command.Usage},
		Flags:    func(fs *flag.FlagSet) { fs.BoolVar(&loud, "loud", false, "greet in capitals") },
		Args: func(args []string) error {
			if names = args; len(names) == 0 {
				return command.Usagef("run 'amika hello -h'", "reading the command line: there is nobody to greet")
			}
			return nil
		},
		CompleteArg: command.OneOf("moon", "world"),
		Exec: func(context.Context) error {
			text := "Hello, " + strings.Join(names, " and ") + "\n"
			if loud {
				text = strings.ToUpper(text)
			}
			return env.Write([]byte(text))
		},
	}
}

// A whole program: its main is
//
//	func main() { os.Exit(command.Main(run)) }
func ExampleRun() {
	run := func(ctx context.Context, env command.Env, args []string) command.Status {
		return command.Run(ctx, env, hello(env), args)
	}

	test := command.NewTest(nil)
	test.Stdout, test.Stderr = os.Stdout, os.Stdout
	run(context.Background(), test.Env, []string{"--loud", "moon"})
	run(context.Background(), test.Env, nil)
	// Output:
	// HELLO, MOON
	// amika-hello: reading the command line: there is nobody to greet
	// hint: run 'amika-hello -h'
}

// The completion scripts ask the program itself what the last word may become.
func ExampleRun_completion() {
	env := command.System()
	command.Run(context.Background(), env, hello(env), []string{command.Complete, "--loud", "w"})
	// Output:
	// world
}

// A test runs the program in an environment of its own.
func ExampleNewTest() {
	test := command.NewTest(map[string]string{"AMIKA_HELLO_LOUD": "true"})
	status := command.Run(context.Background(), test.Env, hello(test.Env), []string{"world"})
	os.Stdout.WriteString(test.Out.String() + status.String() + "\n")
	// Output:
	// HELLO, WORLD
	// done
}

func ExampleExclusive() {
	test := command.NewTest(nil)
	test.Stderr = os.Stdout
	root := &command.Command{
		Name: "amika-list",
		Flags: func(fs *flag.FlagSet) {
			fs.Bool("all", false, "list all")
			fs.Bool("none", false, "list nothing")
		},
		Clash: command.Exclusive("all", "none"),
	}
	command.Run(context.Background(), test.Env, root, []string{"--all", "--none"})
	// Output:
	// amika-list: reading the command line: --all and --none can't be used together
	// hint: run 'amika-list -h'
}
