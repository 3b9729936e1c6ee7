package command_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/command"
)

func TestFlagsThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		variables map[string]string
		args      string
		want      string // the flags as the command sees them, or the line on stderr
	}{
		{"one", nil, "--start", "true false 0s"},
		{"two", nil, "--start --resume", "amika-tool: reading the command line: --resume and --start can't be used together"},
		{"two, one of which is off", nil, "--start --resume=false", "true false 0s"},
		{"a variable gives way", map[string]string{"AMIKA_TOOL_RESUME": "true"}, "--start", "true false 0s"},
		{"so does one that is wrong", map[string]string{"AMIKA_TOOL_RESUME": "x"}, "--start", "true false 0s"},
		{"it need not for one that is off", map[string]string{"AMIKA_TOOL_RESUME": "true"}, "--start=false", "false true 0s"},
		{"two variables", map[string]string{"AMIKA_TOOL_RESUME": "true", "AMIKA_TOOL_START": "1"}, "",
			"amika-tool: reading the command line: --resume and --start can't be used together"},
		{"what it needs is missing", nil, "--after 3s", "amika-tool: reading the command line: --after goes with --resume only"},
		{"what it needs is off", nil, "--after 3s --resume=false", "amika-tool: reading the command line: --after goes with --resume only"},
		{"what it needs is there", nil, "--after 3s --resume", "false true 3s"},
		{"what it needs is a variable", map[string]string{"AMIKA_TOOL_RESUME": "true"}, "--after 3s", "false true 3s"},
		{"a variable that has no use", map[string]string{"AMIKA_TOOL_AFTER": "3s"}, "--start", "true false 0s"},
		{"a variable that has one", map[string]string{"AMIKA_TOOL_AFTER": "3s"}, "--resume", "false true 3s"},
		{"all by variables", map[string]string{"AMIKA_TOOL_AFTER": "3s", "AMIKA_TOOL_RESUME": "true"}, "", "false true 3s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := command.NewTest(tt.variables)
			var start, resume bool
			var after time.Duration
			root := &command.Command{
				Name: "amika-tool", Purpose: "Do things",
				Flags: func(fs *flag.FlagSet) {
					fs.BoolVar(&start, "start", false, "start")
					fs.BoolVar(&resume, "resume", false, "resume")
					fs.DurationVar(&after, "after", 0, "wait for a `DURATION`")
				},
				Clash: command.Exclusive("resume", "start"),
				Needs: map[string][]string{"after": {"resume"}},
				Exec:  func(context.Context) error { return env.Write(fmt.Appendf(nil, "%v %v %v", start, resume, after)) },
			}
			status := command.Run(t.Context(), env.Env, root, strings.Fields(tt.args))
			line, _, _ := strings.Cut(env.Err.String(), "\n")
			if got := env.Out.String() + line; got != tt.want || (line != "") != (status == command.Usage) {
				t.Errorf("status %d, got %q, want %q", status, got, tt.want)
			}
		})
	}
}

// shape is a flag whose value matters to others.
type shape string

func (s *shape) String() string         { return string(*s) }
func (s *shape) Set(value string) error { *s = shape(value); return nil }

func TestClashOfValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, variable, args string
		want                 string // the shape and the command line after "--", or the line on stderr
	}{
		{"together", "", "--list --shape round", "round []"},
		{"apart", "", "--list --shape square", "amika-tool: reading the command line: a list is round"},
		{"a variable is together", "round", "--list", "round []"},
		{"a variable gives way", "square", "--list", " []"},
		{"a variable alone", "square", "", "square []"},
		{"with a command line", "", "--list -- a -b --", " [a -b --]"},
		{"with an empty one", "", "--list --", " []"},
		{"that clashes", "", "--shape round -- a", "amika-tool: reading the command line: a command has no shape"},
		{"to which a variable gives way", "square", "-- a", " [a]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := command.NewTest(map[string]string{"AMIKA_TOOL_SHAPE": tt.variable})
			var s shape
			var argv []string
			root := &command.Command{
				Name: "amika-tool", Purpose: "Do things",
				Flags: func(fs *flag.FlagSet) {
					fs.Bool("list", false, "list")
					fs.Var(&s, "shape", "be of a `SHAPE`")
				},
				Clash: func(a, b command.Setting) string {
					switch {
					case a.Name == "list" && b.Name == "shape" && b.Value != "round":
						return "a list is round"
					case a.Name == command.Trailing && b.Name == "shape":
						return "a command has no shape"
					}
					return ""
				},
				Trailing: func(words []string) { argv = words },
				Exec:     func(context.Context) error { return env.Write(fmt.Appendf(nil, "%s %v", s, argv)) },
			}
			command.Run(t.Context(), env.Env, root, strings.Fields(tt.args))
			line, _, _ := strings.Cut(env.Err.String(), "\n")
			if got := env.Out.String() + line; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
