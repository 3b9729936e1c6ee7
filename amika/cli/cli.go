// Package cli is the command line of amika, which runs the other programs.
package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

const name = "amika"

// Main runs the program and returns its exit status. If a helper replaces the
// process, it does not return.
func Main() int {
	return command.Main(func(ctx context.Context, env command.Env, args []string) command.Status {
		return Run(ctx, Env{
			Env: env, Executable: executable, Environ: os.Environ(), Replace: process.Replace, Output: process.Output,
		}, args)
	})
}

// executable is the path of the running program. Where the system can't tell, as
// Linux without /proc, it is the one that it was called by.
func executable() (string, error) {
	path, err := os.Executable()
	if err == nil {
		return path, nil
	}
	if called := os.Args[0]; filepath.Base(called) != called {
		return filepath.Abs(called)
	}
	return process.Find(name, process.Directories(os.Getenv("PATH")), process.Check)
}

// An Env is what this program touches beyond what all do.
type Env struct {
	command.Env
	Executable func() (string, error) // the path of the running program
	Environ    []string               // what a helper gets, as NAME=VALUE
	// Replace runs the program at path in place of this one. argv includes
	// the program's name. It returns only if that fails, or where processes
	// can't be replaced: then with the status that the program ended with.
	Replace func(path string, argv, environ []string) (command.Status, error)
	// Output runs a program beside this one and returns what it prints.
	Output func(ctx context.Context, argv, environ []string) (string, error)
}

// Run runs the program with the given arguments, in the given environment. A
// helper is found before any flag is parsed, so that its arguments reach it
// byte for byte.
func Run(ctx context.Context, env Env, args []string) command.Status {
	if call, rest, ok := route(args); ok {
		return env.dispatch(call, rest)
	}
	if len(args) > 0 && args[0] == command.Complete {
		return env.complete(ctx, args[1:])
	}
	if len(args) > 0 && args[0] == "help" {
		return env.describe(ctx, args)
	}
	if len(args) > 0 && env.isExtension(args[0]) {
		return env.dispatch(extension(args[0]), args[1:])
	}
	return command.Run(ctx, env.Env, env.tree(), args)
}

// describe runs 'amika help COMMAND...', which is 'amika COMMAND... -h'. Nothing
// is run if one of the words can't be the name of a command: a program might take
// it for something to do.
func (env Env) describe(ctx context.Context, args []string) command.Status {
	odd := slices.IndexFunc(args, isNoName)
	switch {
	case odd < 0:
		return Run(ctx, env, append(slices.Clone(args[1:]), "-h"))
	case !strings.HasPrefix(args[odd], "-") && !env.isExtension(args[1]):
		args = args[1 : odd+1] // what is close to it is named
	}
	return command.Run(ctx, env.Env, env.tree(), args)
}

// complete answers [command.Complete]: for the arguments of other programs, by
// asking these.
func (env Env) complete(ctx context.Context, words []string) command.Status {
	if len(words) > 1 && words[0] == "help" {
		if words = words[1:]; strings.HasPrefix(words[len(words)-1], "-") {
			return command.Done
		}
	} else if call, rest, ok := route(words); ok && len(rest) > 0 {
		call.args = append([]string{command.Complete}, call.args...)
		return env.dispatch(call, rest)
	} else if len(words) > 1 && env.completes(words[0]) {
		return env.dispatch(extension(words[0], command.Complete), words[1:])
	}
	return command.Run(ctx, env.Env, env.tree(), append([]string{command.Complete}, words...))
}
