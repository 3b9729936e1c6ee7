package command

import (
	"context"
	_ "embed" // the scripts
	"strings"
)

// The scripts ask the program itself for candidates: see [Complete]. PROGRAM
// stands for its name, and IDENTIFIER for the name as shells have it in those
// of functions.
var (
	//go:embed completion.bash
	bash string
	//go:embed completion.zsh
	zsh string
	//go:embed completion.fish
	fish string
)

// Completion is the name of the command that each program has beside those of its
// own.
const Completion = "completion"

// completion is the command that prints the script which makes a shell complete the
// command lines of the program called name.
func completion(env Env, name string) *Command {
	script := ""
	return &Command{
		Name:    Completion,
		Purpose: "Print a script that completes command lines",
		Usage:   "bash|zsh|fish",
		Help: `The script completes commands, flags and the values of flags on Tab. It asks the
program itself for them, so that it stays right when the program is updated.`,
		Examples: []Example{
			{`eval "$(` + name + ` completion bash)"`, "in ~/.bashrc; the same in ~/.zshrc, with zsh"},
			{name + ` completion fish | source`, "in ~/.config/fish/config.fish"},
		},
		Statuses: []Status{Done, Failed, Usage},
		Words:    OneOf("bash", "zsh", "fish"),
		Take: func(words []string) error {
			switch strings.Join(words, " ") {
			case "bash":
				script = bash
			case "zsh":
				script = zsh
			case "fish":
				script = fish
			default:
				return Usagef("write '"+name+" completion bash', or zsh or fish", "reading the command line: completion takes the name of a shell")
			}
			return nil
		},
		Exec: func(context.Context) error {
			script = strings.ReplaceAll(script, "IDENTIFIER", strings.ReplaceAll(name, "-", "_"))
			return env.Write([]byte(strings.ReplaceAll(script, "PROGRAM", name)))
		},
	}
}
