package cli

import (
	"os"
	"path/filepath"
	"strings"

	"amika.dev/pkg/command"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/process"
)

// A caller is the command that the user types to log in: "amika auth login" when
// amika runs this program, else this program's name, with its path if it is not
// on PATH. Hints name it, so that they work when they are followed.
type caller struct {
	umbrella bool
	self     string // as a shell takes it; empty: the name
}

// umbrella is how the libraries call the commands in their hints.
const umbrella = "amika auth "

func calledAs(env command.Env) caller {
	if _, err := process.Look(name, env.LookupEnv); err == nil {
		return caller{}
	}
	self, err := os.Executable()
	if err != nil {
		return caller{}
	}
	return caller{self: quote(self)}
}

// command returns the command line of a command, such as "status". That of
// "login" is the program itself.
func (c caller) command(command string) string {
	if c.umbrella {
		return umbrella + command
	}
	program := name
	if c.self != "" {
		program = c.self
	}
	if command == "login" {
		return program
	}
	return program + " " + command
}

// rewordText replaces the commands in text by what the user can type.
func (c caller) rewordText(text string) string {
	if c.umbrella {
		return text
	}
	for _, command := range []string{"login", "status", "token", "logout"} {
		text = strings.ReplaceAll(text, "'"+umbrella+command, "'"+c.command(command))
	}
	return text
}

// reword returns err with a hint that the user can follow.
func (c caller) reword(err error) error {
	return hint.Wrap(err, c.rewordText(hint.Of(err)))
}

// quote returns path as one word of a shell. Double quotes also work in the
// shells of Windows, and within the single quotes of a hint.
func quote(path string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("/:._-+", r) || r == filepath.Separator
	}
	if !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) {
		return path
	}
	if filepath.Separator == '/' {
		path = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(path)
	}
	return `"` + path + `"`
}
