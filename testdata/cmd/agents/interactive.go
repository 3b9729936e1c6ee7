package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// interactive starts Claude Code on a terminal in a seeded home, and sees that it
// asks for nothing but whether it trusts the directory.
func (t *trial) interactive(ctx context.Context) error {
	home, err := t.login("claude", "claude-terminal-host", time.Hour)
	if err != nil {
		return err
	}
	box := filepath.Join(t.dir, "claude-terminal-box")
	if err := os.MkdirAll(filepath.Join(box, "work"), 0o700); err != nil {
		return err
	}
	seed := exec.CommandContext(ctx, filepath.Join(t.bin, "amika-extract"), "seed", "--agent", "claude", "--into", box)
	seed.Env = t.environ(home)
	if out, err := seed.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	// script gives it a terminal.
	cmd := exec.CommandContext(ctx, "script", "-qec", "stty cols 120 rows 40; "+filepath.Join(t.agents, "claude"), "/dev/null")
	cmd.Env, cmd.Dir = t.environ(box), filepath.Join(box, "work")
	cmd.WaitDelay = time.Second
	var shown screen
	cmd.Stdout, cmd.Stderr = &shown, &shown
	keys, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		cancel()
		_ = cmd.Wait()
	}()
	if err := shown.await(ctx, "trust"); err != nil {
		return err
	}
	// Which answer is chosen first depends on the version.
	choose := "\r"
	if shown.await(ctx, "❯ ") == nil && shown.has("❯ No") {
		choose = "\x1b[B\r"
	}
	time.Sleep(500 * time.Millisecond)
	for _, key := range strings.SplitAfter(choose, "B") {
		_, _ = io.WriteString(keys, key)
		time.Sleep(300 * time.Millisecond)
	}
	if err := shown.await(ctx, "Claude Max"); err != nil {
		return err
	}
	for _, word := range []string{"login method", "text style", "Not logged in"} {
		if shown.has(word) {
			return fmt.Errorf("claude on a terminal asks for a login:\n%s", shown.text())
		}
	}
	fmt.Printf("%-8s  starts on a terminal as Claude Max, without onboarding or login\n", "claude")
	return nil
}

// A screen is what a program has shown on a terminal.
type screen struct {
	mu    sync.Mutex
	shown bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.Write(p)
}

// text returns what was shown, without control sequences.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return controls.ReplaceAllString(s.shown.String(), "")
}

// has reports whether words were shown. Programs may move the cursor for a space.
func (s *screen) has(words string) bool {
	squeeze := func(text string) string { return strings.Join(strings.Fields(text), "") }
	return strings.Contains(squeeze(s.text()), squeeze(words))
}

// await waits until words are shown.
func (s *screen) await(ctx context.Context, words string) error {
	for !s.has(words) {
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("claude on a terminal never shows %q:\n%s", words, s.text()), ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// controls are the control sequences of terminals (ECMA-48, section 5.4).
var controls = regexp.MustCompile(`\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][0-9A-B]|[=>78])`)
