package command_test

import (
	"context"
	"flag"
	"strconv"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/command"
)

// set is what a run of the tool has set.
type set struct {
	ran      bool
	quiet    bool
	wait     time.Duration
	size     int
	trailing []string
}

func (s *set) tool() *command.Command {
	return &command.Command{
		Name: "amika-tool", Purpose: "Do things",
		Flags: func(fs *flag.FlagSet) {
			fs.BoolVar(&s.quiet, "quiet", false, "print nothing")
			fs.DurationVar(&s.wait, "wait", 0, "wait for a `DURATION`")
			fs.IntVar(&s.size, "size", 0, "be of a `SIZE`")
		},
		Trailing: func(argv []string) { s.trailing = argv },
		Exec:     s.exec,
		Commands: []*command.Command{{Name: "status", Purpose: "Show the status", Exec: nothing}},
	}
}

func (s *set) exec(context.Context) error {
	s.ran = true
	return nil
}

// FuzzVariables sets flags by variables, which are read as packages strconv and
// time read them. A wrong value is not shown.
func FuzzVariables(f *testing.F) {
	for _, value := range []string{"true", "1", "T", "yes", "", " ", "10s", "-5", "0x10", "1_000", "1e3", "9999999999999999999", "planted-secret\x1b[0m"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		_, boolErr := strconv.ParseBool(value)
		_, waitErr := time.ParseDuration(value)
		_, sizeErr := strconv.ParseInt(value, 0, strconv.IntSize)
		for name, want := range map[string]error{"QUIET": boolErr, "WAIT": waitErr, "SIZE": sizeErr} {
			env := command.NewTest(map[string]string{"AMIKA_TOOL_" + name: value})
			s := new(set)
			status := command.Run(t.Context(), env.Env, s.tool(), nil)
			if value == "" {
				want = nil // counts as unset
			}
			if s.ran != (want == nil) || s.ran != (status == command.Done) || !s.ran && status != command.Usage {
				t.Errorf("%s=%q: status %d, ran %t, want %v", name, value, status, s.ran, want)
			}
			if isEchoed(value, env.Err.String()) {
				t.Errorf("%s=%q: stderr %q", name, value, &env.Err)
			}
		}
	})
}

// FuzzLine runs any command line, which is run or refused, and is never shown.
func FuzzLine(f *testing.F) {
	for _, line := range []string{
		"", "--quiet", "-quiet=false", "--quiet=planted", "--wait planted", "--plantedflag=x", "planted", "status planted", "status --quiet", "-- planted", "--size", "---", "-=", "--=planted", "-h", "--help", "--version planted", "status -- x", "Status",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, " ")
		env := command.NewTest(nil)
		s := new(set)
		status := command.Run(t.Context(), env.Env, s.tool(), args)
		if status != command.Done && (status != command.Usage || env.Out.Len() > 0 || env.Err.Len() == 0 || s.ran) {
			t.Errorf("%q: status %d, ran %t, stdout %q, stderr %q", line, status, s.ran, &env.Out, &env.Err)
		}
		for _, arg := range args {
			if isEchoed(arg, env.Err.String()) {
				t.Errorf("%q: stderr %q", line, &env.Err)
			}
		}
		for i, arg := range args {
			if arg == "--" && s.ran && strings.Join(s.trailing, " ") != strings.Join(args[i+1:], " ") {
				t.Errorf("%q: the other command line is %q", line, s.trailing)
			}
			if arg == "--" {
				break
			}
		}
	})
}

// isEchoed reports whether a message shows what was typed. What is in messages
// anyway doesn't count.
func isEchoed(typed, message string) bool {
	const usual = "amika-tool: reading the command line: unknown flag in argument --quiet --wait --size --version takes true or false " +
		"hint: run 'amika-tool -h' status has a value that is not valid; environment AMIKA_TOOL_QUIET DURATION malformed completion"
	return len(typed) > 7 && !strings.Contains(usual, strings.TrimLeft(typed, "-")) && strings.Contains(message, typed)
}
