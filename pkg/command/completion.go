package command

import (
	"context"
	_ "embed" // the scripts
	"strings"
)

// The scripts ask the program itself for candidates: see [Complete]. PROGRAM
// stands for its name, and IDENTIFIER for its name in those of shell functions.
var (
	//go:embed completion.bash
	bash string
	//go:embed completion.zsh
	zsh string
	//go:embed completion.fish
	fish string
)

// Completion is the name of the command that [Run] adds to every program.
const Completion = "completion"

// completion returns the command that prints the script by which a shell completes
// the command lines of the named program.
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
		Statuses:    []Status{Done, Failed, Usage},
		CompleteArg: OneOf("bash", "zsh", "fish"),
		Args: func(args []string) error {
			switch strings.Join(args, " ") {
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
