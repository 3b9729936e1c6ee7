package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// prefix is what the names of programs that are commands of amika begin with.
const prefix = name + "-"

// isNoName reports whether a word can't be the name of a command, which is
// [a-z0-9-]+ and no flag.
func isNoName(word string) bool {
	return word == "" || word[0] == '-' || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
}

// builtIn reports whether a command is one of amika's own, which no program can
// take the place of.
func (env Env) builtIn(word string) bool {
	named := func(c *command.Command) bool { return c.Name == word }
	return word == command.Completion || slices.ContainsFunc(env.tree().Commands, named)
}

// extension is the call of the program that adds a command.
func extension(command string, args ...string) helperCall {
	return helperCall{prefix + command, args}
}

// isExtension reports whether there is a program that adds a command of this
// name, even one that can't be run.
func (env Env) isExtension(word string) bool {
	if isNoName(word) || env.builtIn(word) {
		return false
	}
	_, _, err := env.look(prefix + word)
	return err != process.ErrNotFound
}

// completes reports whether the program that adds a command can be asked to
// complete its arguments. One that never heard of that would take the question
// for arguments and do whatever it does, so only a program, or script, that holds
// the word is asked.
func (env Env) completes(word string) bool {
	const most = 64 << 20 // bytes that are searched
	if isNoName(word) || env.builtIn(word) {
		return false
	}
	path, _, err := env.look(prefix + word)
	if err != nil {
		return false
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > most {
		return false
	}
	content, err := os.ReadFile(path)
	return err == nil && bytes.Contains(content, []byte(command.Complete))
}

// extensions are the commands that programs on this machine add, by name. Of two
// programs of one name, the one that would be run counts.
func (env Env) extensions() []*command.Command {
	directories, self := env.directories()
	var found []*command.Command
	for _, dir := range directories {
		entries, _ := os.ReadDir(dir) // what can't be read adds nothing
		for _, entry := range entries {
			word, ok := strings.CutPrefix(entry.Name(), prefix)
			word = strings.TrimSuffix(word, process.FileName(""))
			path := filepath.Join(dir, entry.Name())
			known := func(c *command.Command) bool { return c.Name == word }
			if !ok || isNoName(word) || slices.Contains(helpers(), prefix+word) || env.builtIn(word) || slices.ContainsFunc(found, known) || check(path, self) != nil {
				continue
			}
			found = append(found, &command.Command{Name: word, Purpose: terminal.Escape(path)})
		}
	}
	slices.SortFunc(found, func(a, b *command.Command) int { return strings.Compare(a.Name, b.Name) })
	return found
}
