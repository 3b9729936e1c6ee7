package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommandsOfYourOwn makes the programs that pkg/README.md shows to authors, in a
// directory that is no part of this workspace, and runs them as commands of amika.
func TestCommandsOfYourOwn(t *testing.T) {
	t.Parallel()
	text, clone := shownOutside(t, "../pkg/README.md")
	block := func(start string) string {
		for _, found := range regexp.MustCompile("(?ms)^```(?:go|sh)\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(found[1], start) {
				if lines := strings.Count(found[1], "\n"); lines > 15 {
					t.Errorf("the program has %d lines", lines)
				}
				return found[1]
			}
		}
		t.Fatalf("the page has no block that starts with %s", start)
		return ""
	}
	t.Run("go", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		write(t, filepath.Join(dir, "main.go"), block("package main"))
		build := exec.Command("sh", "-ec", strings.ReplaceAll(block("go mod init"), "CLONE", clone))
		build.Dir = dir
		build.Env = append(build.Environ(), "GOWORK=off", "GOFLAGS=")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		wantOutput(t, dir, "amika hello", "Hello\n")
		wantOutput(t, dir, "amika help hello", "Greet somebody\n\nUsage:\n  amika hello\n")
		wantOutput(t, dir, "amika __complete hello comp", "completion\t")
	})
	t.Run("sh", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		path := filepath.Join(dir, "amika-hello")
		write(t, path, block("#!/bin/sh"))
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
		wantOutput(t, dir, "amika hello", "Hello, you.\n")
		wantOutput(t, dir, "amika hello --loud", "Hello, you!\n")
		wantOutput(t, dir, "amika help hello", "Usage: amika hello [--loud]\n")
		wantOutput(t, dir, "amika __complete hello -", "--loud\n")
	})
}

// wantOutput runs a command line of amika, which finds the program in dir, and
// checks how its output begins.
func wantOutput(t *testing.T, dir, line, want string) {
	t.Helper()
	words := strings.Fields(line)
	cmd := exec.Command(filepath.Join(programs(t), words[0]), words[1:]...)
	cmd.Env = environ("HOME="+dir, "AMIKA_API_KEY=amk_planted", "PATH="+dir+":"+programs(t)+":"+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("%s: %v, %q, want %q", line, err, out, want)
	}
}
