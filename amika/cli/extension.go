package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
)

// content returns the text of a program's file, up to 64 MiB, or nil if it can't be
// read.
func content(path string) []byte {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 64<<20))
	if err != nil {
		return nil
	}
	return text
}

// answers reports whether an extension can be asked for completions: whether
// the word is in its file. Running a program that doesn't know the word could have
// any effect.
func answers(path string) bool { return bytes.Contains(content(path), []byte(command.Complete)) }

// extensions returns the commands that programs on this machine add, by name. Of
// two programs of one name, the one that would be run counts.
func (a *app) extensions() []*command.Command {
	known := map[string]bool{}
	for _, helper := range helpers() {
		known[helper] = true
	}
	var found []*command.Command
	p := a.places()
	for i, dir := range p.Directories {
		entries, _ := os.ReadDir(dir) // a directory that can't be read adds nothing
		stays := sync.OnceValue(func() bool { return p.Stays(i) })
		for _, entry := range entries {
			program, isProgram := p.Program(entry.Name())
			word, isCommand := strings.CutPrefix(program, prefix)
			if !isProgram || !isCommand || known[program] || !isName(word) || isOwn(word) || !stays() {
				continue
			}
			path := filepath.Join(dir, entry.Name())
			if info, err := os.Stat(path); err != nil || p.check(path, info) != nil {
				continue
			}
			known[program] = true
			found = append(found, &command.Command{Name: word, Purpose: terminal.EscapePath(path)})
		}
	}
	slices.SortFunc(found, func(a, b *command.Command) int { return strings.Compare(a.Name, b.Name) })
	return found
}
