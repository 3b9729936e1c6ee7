// Package command is what the programs of this repository have in common on
// the command line: their environment, exit statuses, flags, help and the way
// they report errors. Commands form an [ffcli] tree; this package runs it, and
// does all the printing itself.
//
// [ffcli]: https://pkg.go.dev/github.com/peterbourgon/ff/v3/ffcli
package command

import (
	"bytes"
	"io"
	"os"
	"time"
)

// An Env is everything that a program touches of the world outside, apart from
// files. A test makes one with [NewTest].
type Env struct {
	Stdin     io.Reader
	Stdout    io.Writer // data, for programs
	Stderr    io.Writer // words, for people
	LookupEnv func(name string) (value string, set bool)
	Now       func() time.Time
}

// System is the environment of the running process.
func System() Env {
	return Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv, Now: time.Now}
}

// A Test is an environment for tests, with what was printed into it.
type Test struct {
	Env
	Out, Err bytes.Buffer // what went to stdout and stderr
}

// NewTest makes an environment that has nothing on stdin, the given variables
// and no others, and the real clock.
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
		Now: time.Now,
	}
	return t
}
