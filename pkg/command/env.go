// Package command is the command line of an amika-* program: its environment,
// exit statuses, flags, help, completion and the way it reports errors. Commands
// form a tree, which [ffcli] parses; this package does all the printing.
//
// It is an API: a program that is run as 'amika NAME' may import it.
//
// [ffcli]: https://pkg.go.dev/github.com/peterbourgon/ff/v3/ffcli
package command

import (
	"bytes"
	"io"
	"os"
	"time"

	"amika.dev/pkg/terminal"
)

// An Env is everything that a program touches of the world outside, apart from
// files. It is made by [System], and for tests by [NewTest]. A nil field stands for
// that of the process.
type Env struct {
	Stdin     io.Reader
	Stdout    io.Writer // data, for programs
	Stderr    io.Writer // messages, for people
	LookupEnv func(name string) (value string, set bool)
	Now       func() time.Time
	Columns   func() int // width of the terminal on stdout, or 0 if stdout is not a terminal

	called *calling // how the program was called; nil if that is not known
}

// System returns the environment of the running process.
func System() Env { return Env{called: called()}.whole() }

// whole returns env with nil fields replaced by those of the process.
func (env Env) whole() Env {
	system := Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv, Now: time.Now,
		Columns: func() int { return terminal.Columns(os.Stdout) },
	}
	if env.Stdin != nil {
		system.Stdin = env.Stdin
	}
	if env.Stdout != nil {
		system.Stdout = env.Stdout
	}
	if env.Stderr != nil {
		system.Stderr = env.Stderr
	}
	if env.LookupEnv != nil {
		system.LookupEnv = env.LookupEnv
	}
	if env.Now != nil {
		system.Now = env.Now
	}
	if env.Columns != nil {
		system.Columns = env.Columns
	}
	if system.called = env.called; system.called == nil {
		system.called = new(calling)
	}
	return system
}

// Coloured reports whether stdout may have colours: whether it is a terminal that
// supports them, and the user has not turned them off.
//
// https://no-color.org
func (env Env) Coloured() bool {
	env = env.whole()
	no, _ := env.LookupEnv("NO_COLOR")
	kind, _ := env.LookupEnv("TERM")
	return no == "" && kind != "" && kind != "dumb" && env.Columns() > 0
}

// A Test is an environment for tests, with the output of the program.
type Test struct {
	Env
	Out, Err bytes.Buffer // stdout and stderr
}

// NewTest returns an environment that has nothing on stdin, the given variables
// and no others, no terminal, and the real clock.
func NewTest(variables map[string]string) *Test {
	t := new(Test)
	t.Env = Env{
		Stdin:  new(bytes.Reader),
		Stdout: &t.Out,
		Stderr: &t.Err,
		LookupEnv: func(name string) (string, bool) {
			value, set := variables[name]
			return value, set
		},
		Now:     time.Now,
		Columns: func() int { return 0 },
		called:  new(calling),
	}
	return t
}

// CalledAs sets the path by which the program was called, os.Args[0].
func (t *Test) CalledAs(path string) { t.called.path = path }
