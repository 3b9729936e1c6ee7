// Notice prints the licences of what the programs contain: Go itself, and each
// module that is linked into one of them on some system. See `make notice`.
//
//	go run ./testdata/cmd/notice [-tags TAGS] PACKAGE...
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// head begins the notice.
const head = `Amika's command line
Copyright 2026 Amika

Licensed under the Apache License, Version 2.0: see the file LICENSE.

The programs contain the software named below, under the licences that follow.
The source of a module is at https://pkg.go.dev/ followed by its path, and that
of Go at https://go.dev/dl; "go version -m PROGRAM" prints the versions that are
in a program.
`

// systems are those that the programs are released for. What is linked depends
// on the system, not on the processor.
var systems = []string{"linux", "darwin", "windows"}

func main() {
	tags := flag.String("tags", "", "build tags, as the programs are built with them")
	flag.Parse()
	text, err := notice(*tags, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "notice:", err)
		os.Exit(1)
	}
	os.Stdout.WriteString(text)
}

// notice returns the notice of the programs that packages make.
func notice(tags string, packages []string) (string, error) {
	if len(packages) == 0 {
		return "", errors.New("usage: notice [-tags TAGS] PACKAGE [PACKAGE...]")
	}
	dirs, err := linked(tags, packages)
	if err != nil {
		return "", err
	}
	var groups []*group
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		text, err := licence(dirs[name])
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		groups = add(groups, name, text)
	}
	var b strings.Builder
	b.WriteString(head)
	for _, g := range groups {
		fmt.Fprintf(&b, "\n%s\n\n", strings.Repeat("-", 80))
		for _, name := range g.names {
			fmt.Fprintln(&b, name)
		}
		fmt.Fprintf(&b, "\n%s\n", g.text)
	}
	return b.String(), nil
}

// golang is the name of the standard library and the runtime, which are in
// every program.
const golang = "Go"

// linked returns the directory of each module of others that is in a program on
// some system, by the module's path, and Go's own.
func linked(tags string, packages []string) (map[string]string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	dirs := map[string]string{golang: string(bytes.TrimSpace(root))}
	for _, system := range systems {
		list := exec.Command("go", append([]string{"list", "-deps", "-json=Module", "-tags", tags}, packages...)...)
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		list.Stderr = os.Stderr
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var dep struct {
				Module *struct{ Path, Version, Dir string }
			}
			if err := d.Decode(&dep); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			// Our own modules have no version in the workspace.
			if m := dep.Module; m != nil && m.Version != "" {
				dirs[m.Path] = m.Dir
			}
		}
	}
	return dirs, nil
}

// licence returns the texts of a module's licence and notice files.
func licence(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, entry := range entries {
		stem := strings.ToUpper(strings.TrimSuffix(entry.Name(), filepath.Ext(entry.Name())))
		if !entry.Type().IsRegular() || !slices.Contains([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE"}, stem) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.Trim(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"))
	}
	if len(texts) == 0 {
		return "", errors.New("there is no licence in " + dir)
	}
	return strings.Join(texts, "\n\n"), nil
}

// group is what is under the same licence, copyright included.
type group struct {
	names []string
	text  string
}

// add adds a name to the group that has its text, or to one of its own. Texts
// that differ only in their spaces are the same.
func add(groups []*group, name, text string) []*group {
	for _, g := range groups {
		if slices.Equal(strings.Fields(g.text), strings.Fields(text)) {
			g.names = append(g.names, name)
			return groups
		}
	}
	return append(groups, &group{names: []string{name}, text: text})
}
