package cli

import (
	"slices"
	"strings"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

// prefix starts the name of every program that is a command of amika.
const prefix = name + "-"

// helpers returns the programs that belong to amika.
func helpers() []string { return []string{"amika-login", "amika-extract"} }

// A route is a command below auth, and the helper with the arguments that runs it.
type route struct {
	name, purpose string
	helper        string
	args          []string
}

// routes returns the commands below auth.
func routes() []route {
	return []route{
		{"login", "Log in to Amika", "amika-login", nil},
		{"status", "Show who is logged in", "amika-login", []string{"status"}},
		{"token", "Print a token for scripts", "amika-login", []string{"token"}},
		{"logout", "Log out", "amika-login", []string{"logout"}},
		{"extract", "Print the API keys that coding agents left on disk", "amika-extract", nil},
		{"seed", "Hand logins over to a sandbox, without refresh tokens", "amika-extract", []string{"seed"}},
	}
}

// A target is what runs a command line: another program, or amika itself.
type target struct {
	program string // its name, or "" for amika itself
	path    string // of an extension
	err     error  // why the extension at path can't be run
	args    []string
	silent  bool // its help is asked for, and it has none
}

// resolve finds what runs a command line, before any flag is parsed, so that the
// arguments of other programs reach them byte for byte. 'amika help COMMAND' is
// 'amika COMMAND -h', and a question of the completion scripts about the
// arguments of another program goes to that program.
func (a *app) resolve(args []string) target {
	switch {
	case len(args) == 0:
		return target{}
	case args[0] == "help":
		return a.resolveHelp(args)
	case args[0] == command.Complete:
		return a.resolveCompletion(args)
	}
	return a.resolveCommand(args)
}

// resolveCommand finds what runs a command.
func (a *app) resolveCommand(args []string) target {
	if len(args) > 1 && args[0] == "auth" {
		for _, r := range routes() {
			if r.name == args[1] {
				return target{program: r.helper, args: slices.Concat(r.args, args[2:])}
			}
		}
	}
	if len(args) == 0 || !isName(args[0]) || isOwn(args[0]) {
		return target{args: args}
	}
	program := prefix + args[0]
	path, err := a.places().find(program)
	if err == process.ErrNotFound {
		return target{args: args}
	}
	return target{program: program, path: path, err: err, args: args[1:]}
}

// resolveHelp finds what describes a command: one of amika's, one of auth by its
// own name too, or a helper. Nothing is run if one of the words can't be the name of
// a command: a program might do something for it.
func (a *app) resolveHelp(args []string) target {
	words := args[1:]
	if odd := slices.IndexFunc(words, func(word string) bool { return !isName(word) }); odd >= 0 {
		if t := a.resolveCommand(words[:odd+1]); t.program == "" && !strings.HasPrefix(words[odd], "-") {
			return t // whose error has what is close to the word
		}
		return target{args: args}
	}
	words = append(slices.Clone(words), "-h")
	if slices.Contains(helpers(), words[0]) {
		return target{program: words[0], args: words[1:]}
	}
	t := a.resolveCommand(words)
	if t.program == "" && !isOwn(words[0]) {
		if below := a.resolveCommand(slices.Concat([]string{"auth"}, words)); below.program != "" {
			return below
		}
	}
	t.silent = t.path != "" && t.err == nil && !hasHelp(t.path)
	return t
}

// resolveCompletion finds what completes a command line.
func (a *app) resolveCompletion(args []string) target {
	words := args[1:]
	if len(words) > 1 && words[0] == "help" {
		words = words[1:]
		if strings.HasPrefix(words[len(words)-1], "-") {
			words = nil
		}
	} else if len(words) > 1 {
		last := len(words) - 1 // it is still being typed
		if t := a.resolveCommand(words[:last]); t.program != "" && (t.path == "" || t.err == nil && answers(t.path)) {
			t.args = slices.Concat([]string{command.Complete}, t.args, words[last:])
			return t
		}
	}
	return target{args: append([]string{command.Complete}, words...)}
}

// isName reports whether a word can be the name of a command.
func isName(word string) bool {
	return word != "" && word[0] != '-' && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// isOwn reports whether a command is amika's own, which no program can replace.
func isOwn(word string) bool {
	return slices.Contains([]string{"auth", "help", "version", command.Completion}, word)
}
