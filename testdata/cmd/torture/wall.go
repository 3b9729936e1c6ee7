//go:build unix

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// The secrets inside the home that --homedir names, and outside of it.
const inside, outside = "inside-planted", "outside-planted"

// wall runs amika-extract with --homedir on a home whose owner swaps directories,
// files and links all the time, so that they lead out of it.
func (t *torture) wall() {
	runs := 10_000
	if t.short {
		runs = 300
	}
	for _, user := range []struct {
		name string
		id   int
	}{{"root", 0}, {"another user", 65534}} {
		for _, mode := range []os.FileMode{0o755, 0o711} {
			r := t.row("--homedir DIR that changes, mode %04o, run by %s", mode, user.name)
			switch {
			case r == nil:
			case os.Geteuid() != 0:
				r.skipped = "only root can run it as somebody else"
			default:
				t.climb(r, runs, mode, user.id)
			}
		}
	}
}

// climb runs amika-extract again and again.
func (t *torture) climb(r *row, runs int, mode os.FileMode, user int) {
	dir, err := os.MkdirTemp(t.work, "")
	must(err)
	defer os.RemoveAll(dir)
	must(os.Chmod(dir, 0o755))
	home, other, alias := filepath.Join(dir, "home"), filepath.Join(dir, "other"), filepath.Join(dir, "alias")
	furnish(home, inside)
	furnish(other, outside)
	must(os.Symlink(home, alias))
	must(os.Chmod(home, mode))
	stop, swapped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(swapped)
		for {
			select {
			case <-stop:
				return
			default:
				swap(home, other)
			}
		}
	}()
	led := 0 // times that a program without a wall is led out
	for range runs {
		if text, err := os.ReadFile(filepath.Join(home, ".codex", "auth.json")); err == nil && bytes.Contains(text, []byte(outside)) {
			led++
		}
		t.extract(r, home, alias, user)
	}
	close(stop)
	<-swapped
	if led == 0 {
		r.blame(stuck, "the home never led out of itself, so that nothing was tried")
	}
}

// extract runs amika-extract once. Variables name places in the home by another
// name.
func (t *torture) extract(r *row, home, alias string, user int) {
	cmd := exec.Command(filepath.Join(t.bin, "amika-extract"), "--homedir", home)
	cmd.Env = []string{
		"HOME=/nonexistent", "CODEX_HOME=" + alias + "/.codex", "CLAUDE_CONFIG_DIR=" + alias,
		"XDG_DATA_HOME=" + alias + "/.local/share", "XDG_CACHE_HOME=" + alias + "/.cache", "XDG_STATE_HOME=" + alias + "/.local/state",
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(user), Gid: uint32(user)}}
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	out, err := cmd.CombinedOutput()
	r.done()
	switch {
	case bytes.Contains(out, []byte(outside)):
		r.blame(escaped, "%s", out)
	case cmd.ProcessState == nil || cmd.ProcessState.ExitCode() < 0 || bytes.Contains(out, []byte("goroutine ")):
		r.blame(stuck, "%v: %s", err, out)
	}
}

// furnish makes a home with a secret in all places that are searched.
func furnish(home, value string) {
	for path, text := range map[string]string{
		".claude.json":                     `{"primaryApiKey": "sk-ant-VALUE"}`,
		".claude/.credentials.json":        `{"claudeAiOauth": {"accessToken": "VALUE"}}`,
		".codex/auth.json":                 `{"OPENAI_API_KEY": "VALUE"}`,
		".cache/amika/env-cache.json":      `{"GROQ_API_KEY": "VALUE"}`,
		".local/share/amika/keychain.json": `{"XAI_API_KEY": "VALUE"}`,
		".local/state/amika/oauth.json":    `{"KIMI_API_KEY": "VALUE"}`,
		".local/share/opencode/auth.json":  `{"mistral": {"type": "api", "key": "VALUE"}}`,
		".local/share/amp/secrets.json":    `{"apiKey@https://ampcode.com/": "VALUE"}`,
	} {
		path = filepath.Join(home, path)
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, bytes.ReplaceAll([]byte(text), []byte("VALUE"), []byte(value)), 0o644))
	}
}

// swapPlaces are directories and files in a home that are swapped.
var swapPlaces = []string{
	".codex", ".codex/auth.json", ".claude.json", ".claude", ".cache", ".cache/amika",
	".local", ".local/share", ".local/share/opencode/auth.json", ".local/state/amika",
}

// swap puts a link that leads out of the home in the place of something in it,
// and takes it away again.
func swap(home, other string) {
	place := swapPlaces[rand.IntN(len(swapPlaces))]
	path, aside := filepath.Join(home, place), filepath.Join(home, "aside")
	if os.Rename(path, aside) != nil {
		return
	}
	target := filepath.Join(other, place)
	if rand.IntN(2) == 0 {
		// The same place by a relative path.
		target, _ = filepath.Rel(filepath.Dir(path), target)
	}
	_ = os.Symlink(target, path)
	time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
	_ = os.Remove(path)
	must(os.Rename(aside, path))
}
