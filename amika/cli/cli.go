// Package cli is the command line of amika, which runs the other programs.
package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

const name = "amika"

// Main runs the program and returns its exit status. If a helper replaces the
// process, it does not return.
func Main() int {
	return command.Main(func(ctx context.Context, env command.Env, args []string) command.Status {
		return Run(ctx, Env{
			Env: env, Executable: executable, Environ: os.Environ, Replace: process.Replace, Output: process.Output,
		}, args)
	})
}

// executable returns the path of the running program, links resolved. Where the
// system can't tell, as Linux without /proc, it is the one that was called.
func executable() (string, error) {
	path, err := os.Executable()
	if err == nil && runtime.GOOS == "linux" {
		return path, nil // which is what /proc has: it is resolved
	}
	if err != nil {
		if path, err = process.Look(os.Args[0], os.LookupEnv); err != nil {
			return "", err
		}
		if path, err = filepath.Abs(path); err != nil {
			return "", err
		}
	}
	return filepath.EvalSymlinks(path)
}

// An Env is what amika touches of the world outside beyond what all programs do.
type Env struct {
	command.Env
	Executable func() (string, error) // the path of the running program, links resolved
	Environ    func() []string        // for a program that is run, as NAME=VALUE
	// Replace runs a program in place of this one: see [process.Replace].
	Replace func(path string, argv, environ []string) (status int, err error)
	// Output returns what a program prints: see [process.Output].
	Output func(ctx context.Context, argv, environ []string) (string, error)
}

// Run runs the program with the given arguments, in the given environment.
func Run(ctx context.Context, env Env, args []string) command.Status {
	a := &app{Env: env}
	t := a.resolve(args)
	switch {
	case t.program == "":
		return command.Run(ctx, env.Env, a.tree(), t.args)
	case t.silent:
		return command.Report(env.Env, name, env.Write([]byte(describe(t))))
	}
	return a.run(t, len(args)-len(t.args))
}

// An app is one run of amika.
type app struct {
	Env
	found *places // nil until programs are looked for
}
