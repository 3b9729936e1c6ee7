package command_test

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"

	"amika.dev/pkg/command"
)

// completing is a tree with all that can be completed. shape is set by a flag,
// and tells its completer what was typed before.
func completing() *command.Command {
	var shape string
	return &command.Command{
		Name: "amika-tool", Purpose: "Do things",
		Flags: func(fs *flag.FlagSet) {
			fs.StringVar(&shape, "shape", "", "be of a `SHAPE`")
			fs.String("size", "", "be of a `SIZE`")
			fs.String("file", "", "read a `FILE`")
			fs.String("home", "", "search a `DIR`")
			fs.Bool("quiet", false, "print nothing")
		},
		CompleteFlag: func(flag string) command.Completer {
			switch flag {
			case "shape":
				return command.OneOf("round", "square", "rough")
			case "size":
				return func(typed string) []string { return []string{shape + "-big", shape + "-small"} }
			case "file":
				return command.Files
			case "home":
				return command.Directories
			}
			return nil
		},
		Trailing: func([]string) {},
		Exec:     nothing,
		Commands: []*command.Command{
			{Name: "status", Purpose: "Show the status", Flags: func(fs *flag.FlagSet) { fs.Bool("json", false, "print an object") }, Exec: nothing},
		},
		Extensions: func() []*command.Command {
			return []*command.Command{{Name: "extra", Purpose: "/bin/extra"}}
		},
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		line string // words are separated by one space, so that the last can be empty
		want string // without descriptions
	}{
		{"a command or a flag", "", "status completion extra --file --home --quiet --shape --size --version --help --"},
		{"a command", "s", "status"},
		{"one that is found", "e", "extra"},
		{"flags", "-", "--file --home --quiet --shape --size --version --help --"},
		{"flags with two dashes", "--s", "--shape --size"},
		{"flags with one", "-s", "--shape --size"},
		{"those that are left", "--shape x --quiet -", "--file --home --size --version --help --"},
		{"none", "--x", ""},
		{"a value", "--shape ", "round square rough"},
		{"part of one", "--shape ro", "round rough"},
		{"one behind =", "--shape=ro", "--shape=round --shape=rough"},
		{"one behind = and one dash", "-shape=s", "-shape=square"},
		{"one that depends on a flag", "--shape round --size ", "round-big round-small"},
		{"the same behind =", "--shape=round --size=", "--size=round-big --size=round-small"},
		{"of a switch", "--quiet=", "--quiet=true --quiet=false"},
		{"nothing follows a switch but flags and commands", "--quiet st", "status"},
		{"a file", "--file ", ":files"},
		{"a file behind =", "--file=./a", ":files"},
		{"a directory", "--home x", ":directories"},
		{"flags of a subcommand", "status ", "--json --help"},
		{"after a word that is none", "bogus ", ""},
		{"after a flag that is none", "--bogus ", ""},
		{"a shell", "completion ", "bash zsh fish"},
		{"part of one", "completion f", "fish"},
		{"after it", "completion fish ", ""},
		{"a command line", "-- ", ":command"},
		{"all of it", "--quiet -- sh -c --shape ", ":command"},
		{"-- of a subcommand", "status -- ", ""},
		{"the value of a flag that looks like --", "--shape -- --si", "--size"},
	}
	for _, tt := range tests {
		env := command.NewTest(nil)
		words := strings.Split(tt.line, " ")
		status := command.Run(t.Context(), env.Env, completing(), append([]string{command.Complete}, words...))
		var got []string
		for line := range strings.Lines(env.Out.String()) {
			value, description, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			got = append(got, value)
			if wordy := strings.HasPrefix(value, "--") && !strings.Contains(value, "=") || slices.Contains([]string{"status", "completion", "extra"}, value); wordy != (description != "") {
				t.Errorf("%s: %q is described as %q", tt.name, value, description)
			}
		}
		if strings.Join(got, " ") != tt.want || status != command.Done || env.Err.Len() > 0 {
			t.Errorf("%s: status %d, stderr %q, stdout\n%s\nwant %s", tt.name, status, &env.Err, &env.Out, tt.want)
		}
	}
}

// TestCompleteKnowsVariables holds that a flag may be set by its variable.
func TestCompleteKnowsVariables(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]string{"square": "square-big\nsquare-small\n", "": "-big\n-small\n"} {
		env := command.NewTest(map[string]string{"AMIKA_TOOL_SHAPE": variable, "AMIKA_TOOL_WAIT": "one that is wrong"})
		command.Run(t.Context(), env.Env, completing(), []string{command.Complete, "--size", ""})
		if got := env.Out.String(); got != want || env.Err.Len() > 0 {
			t.Errorf("%q: stdout %q, stderr %q", variable, got, &env.Err)
		}
	}
	env := command.NewTest(nil)
	if status := command.Run(t.Context(), env.Env, completing(), []string{command.Complete}); status != command.Done || env.Out.Len() > 0 {
		t.Errorf("no words: status %d, stdout %q", status, &env.Out)
	}
}

func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (command.Status, *command.Test) {
		env := command.NewTest(nil)
		return command.Run(t.Context(), env.Env, completing(), append([]string{"completion"}, args...)), env
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		status, env := run(shell)
		script := env.Out.String()
		if status != command.Done || env.Err.Len() > 0 || !strings.Contains(script, shell) || !strings.Contains(script, "amika-tool") {
			t.Errorf("%s: status %d, stderr %q, stdout\n%s", shell, status, &env.Err, script)
		}
		if strings.Contains(script, "PROGRAM") || strings.Contains(script, "IDENTIFIER") {
			t.Errorf("%s: a placeholder is left in\n%s", shell, script)
		}
	}
	const want = "amika-tool: reading the command line: completion takes the name of a shell\n" +
		"hint: write 'amika-tool completion bash', or zsh or fish\n"
	for _, args := range [][]string{nil, {""}, {planted}, {"bash", "zsh"}, {"Bash"}, {"bash ", "zsh"}} {
		status, env := run(args...)
		if status != command.Usage || env.Out.Len() > 0 || env.Err.String() != want {
			t.Errorf("%q: status %d, stdout %q, stderr %q", args, status, &env.Out, &env.Err)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	exec := func(context.Context) error { t.Error("it ran"); return nil }
	root := tool(exec)
	root.Extensions = func() []*command.Command { t.Error("it was looked for"); return nil }
	var got []string
	if n := len(command.Pages(root)); n != 5 {
		t.Errorf("there are %d pages, want 5", n)
	}
	for _, page := range command.Pages(root) { // the second time, there are as many
		var options []string
		for _, o := range page.Options {
			options = append(options, strings.Join([]string{o.Synopsis(), o.Default, o.Variable}, "|"))
		}
		got = append(got, page.UsageLine()+": "+strings.Join(options, ", "))
	}
	const flags = "--key-file FILE||AMIKA_TOOL_KEY_FILE, --quiet||AMIKA_TOOL_QUIET, "
	want := []string{
		"amika-tool [--key-file FILE] [COMMAND]: " + flags + "--version||, --wait DURATION|1s|AMIKA_TOOL_WAIT, -h, --help||",
		"amika-tool status: " + flags + "--wait DURATION|1s|AMIKA_TOOL_WAIT, -h, --help||",
		"amika-tool group: -h, --help||",
		"amika-tool group leaf: -h, --help||",
		"amika-tool completion bash|zsh|fish: -h, --help||",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
