package command_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/command"
	"github.com/hashicorp/go-multierror"
)

const planted = "sk-ant-planted"

// tool is a tree with what the three programs have: flags of each kind on the
// root and on a subcommand, and a group that only holds subcommands.
func tool(exec func(context.Context) error) *command.Command {
	var (
		key     string
		quietly bool
		wait    time.Duration
	)
	flags := func(fs *flag.FlagSet) {
		fs.StringVar(&key, "key-file", "", "read the key from `FILE`")
		fs.BoolVar(&quietly, "quiet", false, "print nothing")
		fs.DurationVar(&wait, "wait", time.Second, "wait for a `DURATION`")
	}
	return &command.Command{
		Name: "amika-tool", Purpose: "Do things", Usage: "[--key-file FILE] [COMMAND]", Help: "Things are done.",
		Examples: []command.Example{{Line: "amika-tool", Purpose: "do it"}},
		Statuses: []command.Status{command.Done, command.Usage},
		Flags:    flags, Exec: exec,
		Commands: []*command.Command{
			{Name: "status", Purpose: "Show the status", Flags: flags, Exec: exec},
			{Name: "group", Purpose: "Hold commands", Commands: []*command.Command{{Name: "leaf", Purpose: "Be a leaf", Exec: exec}}},
		},
	}
}

func run(t *testing.T, variables map[string]string, exec func(context.Context) error, args ...string) (command.Status, string, string) {
	t.Helper()
	env := command.NewTest(variables)
	status := command.Run(t.Context(), env.Env, tool(exec), args)
	return status, env.Out.String(), env.Err.String()
}

func nothing(context.Context) error { return nil }

func TestNothingTypedIsRepeated(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		args   []string
		stderr string
	}{
		{"mistyped flag with a value", []string{"--kye-file=" + planted},
			"amika-tool: reading the command line: unknown flag in argument 1\nhint: did you mean --key-file? See 'amika-tool -h'\n"},
		{"mistyped flag and its value", []string{"--quiet", "--kye-file", planted},
			"amika-tool: reading the command line: unknown flag in argument 2\nhint: did you mean --key-file? See 'amika-tool -h'\n"},
		{"one dash", []string{"--wait", "3s", "-quite", "--wait=1s"},
			"amika-tool: reading the command line: unknown flag in argument 3\nhint: did you mean --quiet? See 'amika-tool -h'\n"},
		{"a secret where a flag belongs", []string{"--" + planted},
			"amika-tool: reading the command line: unknown flag in argument 1\nhint: run 'amika-tool -h'\n"},
		{"a flag of a command", []string{"group", "leaf", "-q=" + planted},
			"amika-tool: reading the command line: unknown flag in argument 3\nhint: run 'amika-tool group leaf -h'\n"},
		{"flags behind one dash", []string{"status", "--wait=1s", "-qw", "3s"},
			"amika-tool: reading the command line: unknown flag in argument 3\nhint: run 'amika-tool status -h'\n"},
		{"a secret as a switch's value", []string{"--quiet=" + planted},
			"amika-tool: reading the command line: --quiet has a value that is not valid\nhint: --quiet takes true or false; run 'amika-tool -h'\n"},
		{"a secret as a duration", []string{"status", "--wait", planted + " for flag -quiet: x"},
			"amika-tool: reading the command line: --wait has a value that is not valid\nhint: --wait takes DURATION; run 'amika-tool status -h'\n"},
		{"a secret that is no flag", []string{"--quiet", "---" + planted, "x"},
			"amika-tool: reading the command line: malformed flag in argument 2\nhint: run 'amika-tool -h'\n"},
		{"a value is missing", []string{"--key-file"},
			"amika-tool: reading the command line: --key-file needs a value\nhint: run 'amika-tool -h'\n"},
		{"a secret as a command", []string{planted},
			"amika-tool: reading the command line: unknown command\nhint: run 'amika-tool -h'\n"},
		{"a mistyped command", []string{"staus", planted},
			"amika-tool: reading the command line: unknown command\nhint: did you mean status? See 'amika-tool -h'\n"},
		{"a command in capitals", []string{"STATUS"},
			"amika-tool: reading the command line: unknown command\nhint: did you mean status? See 'amika-tool -h'\n"},
		{"a stray argument", []string{"status", planted},
			"amika-tool: reading the command line: unexpected argument 2\nhint: run 'amika-tool status -h'\n"},
		{"a flag that follows --", []string{"status", "--quiet", "--", "--quiet", planted},
			"amika-tool: reading the command line: unexpected argument 4\nhint: run 'amika-tool status -h'\n"},
		{"a flag before the command", []string{"--quiet", "status"},
			"amika-tool: reading the command line: flags go after the command, not before it\nhint: run 'amika-tool status -h'\n"},
		{"a group in capitals", []string{"GROUP", "leaf"},
			"amika-tool: reading the command line: unknown command\nhint: did you mean group? See 'amika-tool -h'\n"},
		{"a word in a group", []string{"group", "laef"},
			"amika-tool: reading the command line: unknown command\nhint: did you mean leaf? See 'amika-tool group -h'\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			exec := func(context.Context) error { return errors.New("it ran") }
			status, stdout, stderr := run(t, nil, exec, tt.args...)
			if status != command.Usage || stdout != "" || stderr != tt.stderr {
				t.Errorf("status %d, stdout %q, stderr\n%s\nwant\n%s", status, stdout, stderr, tt.stderr)
			}
			if strings.Contains(stderr, planted) {
				t.Errorf("what was typed is repeated")
			}
		})
	}
}

func TestHelpGoesToStdout(t *testing.T) {
	t.Parallel()
	const want = `Do things

Usage:
  amika-tool [--key-file FILE] [COMMAND]

Examples:
  amika-tool  # do it

Things are done.

Commands:
  status      Show the status
  group leaf  Be a leaf
  completion  Print a script that completes command lines

Flags, which variables can set too (AMIKA_TOOL_QUIET=true is --quiet):
  --key-file FILE  read the key from FILE
  --quiet          print nothing
  --version        print the version
  --wait DURATION  wait for a DURATION (default 1s)
  -h, --help       print this help

Exit status:
  0    done
  2    wrong usage
`
	for _, args := range [][]string{{"-h"}, {"--help"}, {"--quiet", "-h", "--bogus"}} {
		status, stdout, stderr := run(t, nil, nothing, args...)
		if status != command.Done || stdout != want || stderr != "" {
			t.Errorf("%v: status %d, stderr %q, stdout\n%s", args, status, stderr, stdout)
		}
	}
	for path, purpose := range map[string]string{"status -h": "Show the status", "group": "Hold commands", "group leaf --help": "Be a leaf"} {
		status, stdout, stderr := run(t, nil, nothing, strings.Fields(path)...)
		if status != command.Done || !strings.HasPrefix(stdout, purpose+"\n") || stderr != "" {
			t.Errorf("%s: status %d, stderr %q, stdout\n%s", path, status, stderr, stdout)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := run(t, map[string]string{"AMIKA_TOOL_VERSION": "1.2"}, nothing, "--version")
	if status != command.Done || !strings.HasPrefix(stdout, "amika-tool ") || strings.Count(stdout, "\n") != 1 || stderr != "" {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	if status, stdout, _ := run(t, map[string]string{"AMIKA_TOOL_VERSION": "1.2"}, nothing); status != command.Done || stdout != "" {
		t.Errorf("a variable with the version: status %d, stdout %q", status, stdout)
	}
}

func TestVariablesSetFlags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		variables map[string]string
		args      []string
		want      string // the flags as the command sees them, or the line on stderr
	}{
		{"set", map[string]string{"AMIKA_TOOL_KEY_FILE": "k", "AMIKA_TOOL_WAIT": "3s"}, nil, "k 3s"},
		{"of a subcommand", map[string]string{"AMIKA_TOOL_WAIT": "3s"}, []string{"status"}, " 3s"},
		{"typed wins", map[string]string{"AMIKA_TOOL_WAIT": "3s"}, []string{"--wait", "4s"}, " 4s"},
		{"typed wins over what is wrong", map[string]string{"AMIKA_TOOL_WAIT": planted}, []string{"--wait", "4s"}, " 4s"},
		{"empty is unset", map[string]string{"AMIKA_TOOL_WAIT": ""}, nil, " 1s"},
		{"wrong", map[string]string{"AMIKA_TOOL_WAIT": planted}, nil,
			"amika-tool: reading the environment: AMIKA_TOOL_WAIT has a value that is not valid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := command.NewTest(tt.variables)
			var key string
			var wait time.Duration
			flags := func(fs *flag.FlagSet) {
				fs.StringVar(&key, "key-file", "", "read the key from `FILE`")
				fs.DurationVar(&wait, "wait", time.Second, "wait for a `DURATION`")
			}
			exec := func(context.Context) error { return env.Write(fmt.Appendf(nil, "%s %s", key, wait)) }
			root := &command.Command{Name: "amika-tool", Purpose: "Do things", Flags: flags, Exec: exec,
				Commands: []*command.Command{{Name: "status", Purpose: "Show the status", Flags: flags, Exec: exec}}}
			status := command.Run(t.Context(), env.Env, root, tt.args)
			line, _, _ := strings.Cut(env.Err.String(), "\n")
			if got := env.Out.String() + line; got != tt.want {
				t.Errorf("status %d, got %q, want %q", status, got, tt.want)
			}
			if strings.Contains(env.Err.String(), planted) {
				t.Errorf("the value is repeated: %s", env.Err.String())
			}
		})
	}
}

// A libraryError comes from a package that knows nothing of this one.
type libraryError struct{}

func (libraryError) Error() string { return "why" }
func (libraryError) Hint() string  { return "try y" }
func (libraryError) ExitCode() int { return 4 }

func TestStatuses(t *testing.T) {
	t.Parallel()
	several := multierror.Append(nil, errors.New("one"), errors.New("two\nlines"))
	tests := []struct {
		name   string
		err    error
		status command.Status
		stderr string
	}{
		{"done", nil, 0, ""},
		{"failed", errors.New("reading x: why"), 1, "amika-tool: reading x: why\n"},
		{"with a hint", command.WithHint(errors.New("reading x: why"), "try y"), 1, "amika-tool: reading x: why\nhint: try y\n"},
		{"usage", command.Usagef("", "no such thing"), 2, "amika-tool: no such thing\n"},
		{"several", &command.Error{Status: command.Partial, Err: several}, 3, "amika-tool: one\namika-tool: two lines\n"},
		{"no credential, said already", &command.Error{Status: command.NoCredential}, 4, ""},
		{"wrapped", fmt.Errorf("doing: %w", &command.Error{Status: command.Pending, Err: errors.New("why")}), 5, "amika-tool: doing: why\n"},
		{"a status below a hint", command.WithHint(fmt.Errorf("doing: %w", &command.Error{Status: command.NoCredential, Err: errors.New("why")}), "try y"), 4, "amika-tool: doing: why\nhint: try y\n"},
		{"methods of a library's error", fmt.Errorf("doing: %w", libraryError{}), 4, "amika-tool: doing: why\nhint: try y\n"},
		{"cannot run", &command.Error{Status: command.CannotRun}, 126, ""},
		{"not found", &command.Error{Status: command.NotFound}, 127, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := run(t, nil, func(context.Context) error { return tt.err })
			if status != tt.status || stderr != tt.stderr || stdout != "" {
				t.Errorf("got %d, stderr %q, stdout %q; want %d, %q", status, stderr, stdout, tt.status, tt.stderr)
			}
			if strings.HasPrefix(tt.status.String(), "status") {
				t.Errorf("status %d has no description", tt.status)
			}
		})
	}
}

func TestSignalEndsSilently(t *testing.T) {
	t.Parallel()
	for _, want := range []command.Status{command.Interrupted, command.Terminated} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(&command.Error{Status: want})
		env := command.NewTest(nil)
		got := command.Run(ctx, env.Env, tool(func(ctx context.Context) error { return fmt.Errorf("waiting: %w", ctx.Err()) }), nil)
		if got != want || env.Err.Len() > 0 {
			t.Errorf("got %d and %q, want %d", got, env.Err.String(), want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestUnwritableOutput(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-h"}, {"--version"}} {
		env := command.NewTest(nil)
		env.Stdout = fullDisk{}
		status := command.Run(t.Context(), env.Env, tool(nothing), args)
		if want := "amika-tool: writing the output: no space left on device\n"; status != command.Failed || env.Err.String() != want {
			t.Errorf("%v: status %d, stderr %q", args, status, env.Err.String())
		}
	}
}

func TestClosest(t *testing.T) {
	t.Parallel()
	names := []string{"login", "logout", "status", "token", "extract"}
	tests := []struct {
		word string
		want string
	}{
		{"statsu", "status"}, {"log", "login logout"}, {"EXTRACT", "extract"}, {"ttoken", "token"},
		{"zzz", ""}, {"", ""}, {strings.Repeat("status", 1000), ""},
	}
	for _, tt := range tests {
		if got := strings.Join(command.Closest(tt.word, names), " "); got != tt.want {
			t.Errorf("%.20q: got %q, want %q", tt.word, got, tt.want)
		}
	}
}

// TestZeroEnv holds that an environment without anything is that of the process.
func TestZeroEnv(t *testing.T) {
	if got := command.Run(t.Context(), command.Env{}, tool(nothing), []string{"status"}); got != command.Done {
		t.Errorf("got status %d", got)
	}
	if (command.Env{}).Coloured() && os.Getenv("NO_COLOR") != "" {
		t.Error("it is in colour")
	}
	if err := (command.Env{}).Write(nil); err != nil {
		t.Error(err)
	}
}
