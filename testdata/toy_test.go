package testdata

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestToy adds the agent to amika-extract that CONTRIBUTING.md adds as an example, as
// a source and then to seed, and uses it.
func TestToy(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("it needs the go command")
	}
	var blocks []string
	for _, block := range regexp.MustCompile("(?ms)^   ```go\n(.*?)^   ```$").FindAllStringSubmatch(page(t, "../CONTRIBUTING.md"), -1) {
		blocks = append(blocks, strings.ReplaceAll(block[1], "\n   ", "\n"))
	}
	if len(blocks) != 2 {
		t.Fatalf("the page has %d blocks of Go in its lists, want a source and what seed needs of it", len(blocks))
	}
	source := blocks[0]
	seeded := strings.Replace(regexp.MustCompile(`(?m)^\tfind: .*\n`).ReplaceAllLiteralString(source, blocks[1]),
		"\n", "\n\nimport \"amika.dev/pkg/secret\"\n", 1)
	home := t.TempDir()
	write(t, filepath.Join(home, ".toy", "auth.json"),
		`{"apiKey": "planted-key", "user": {"name": "dev", "id": 7}, "session": {"refreshToken": "planted-refresh"}}`)
	check := func(program, want string, args ...string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = environ("HOME=" + home)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "planted-refresh") {
			t.Errorf("amika-extract %q: %v, %q, want %s", args, err, out, want)
		}
	}
	check(withToy(t, source), "TOY_API_KEY='planted-key'\n")
	program := withToy(t, seeded)
	check(program, "TOY_API_KEY='planted-key'\n")
	check(program, `{"apiKey":"planted-key","user":{"name":"dev"}}`, "seed", "--agent", "toy")
}

// withToy returns amika-extract, built with another source and agent.
func withToy(t *testing.T, toy string) string {
	t.Helper()
	dir, err := filepath.Abs("../amika-extract")
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	replaced := make(map[string]string)
	replace := func(name, text string) {
		path := filepath.Join(work, filepath.Base(name))
		write(t, path, text)
		replaced[filepath.Join(dir, name)] = path
	}
	replace("source/toy.go", toy)
	for name, row := range map[string][2]string{
		"source/source.go": {"\t&kilo,\n", "\t&toy,\n"},
		"seed/seed.go":     {"\t{Name: \"opencode\"", "\t{Name: \"toy\", Stores: []string{\"toy\"}},\n"},
	} {
		text := page(t, filepath.Join(dir, name))
		if strings.Count(text, row[0]) != 1 {
			t.Fatalf("%s has no row, or several, that begin with %q", name, row[0])
		}
		replace(name, strings.Replace(text, row[0], row[1]+row[0], 1))
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	changes, program := filepath.Join(work, "overlay.json"), filepath.Join(work, "amika-extract")
	write(t, changes, string(overlay))
	build := exec.Command("go", "build", "-overlay", changes, "-o", program, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}
