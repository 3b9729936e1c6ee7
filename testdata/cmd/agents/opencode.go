package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// openCode hands over what OpenCode keeps of a ChatGPT login, and sees that it uses
// that without a refresh token.
func (t *trial) openCode(ctx context.Context) error {
	home, box := filepath.Join(t.dir, "opencode-host"), filepath.Join(t.dir, "opencode-box")
	t.vendor.mu.Lock()
	a := *t.vendor.issue("codex", time.Hour)
	t.vendor.mu.Unlock()
	err := put(filepath.Join(home, ".local", "share", "opencode", "auth.json"), map[string]any{
		"openai": map[string]any{"type": "oauth", "refresh": a.refresh, "access": a.access, "expires": a.expires.UnixMilli(), "accountId": "acct-fake"},
	})
	if err := errors.Join(err, os.Mkdir(box, 0o700)); err != nil {
		return err
	}
	seed := exec.CommandContext(ctx, filepath.Join(t.bin, "amika-extract"), "seed", "--agent", "opencode", "--into", box)
	seed.Env = t.environ(home)
	if out, err := seed.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if err := t.ask(ctx, "opencode", box); err != nil {
		return err
	}
	if t.refreshes("codex") != 0 && a.refreshes != t.refreshes("codex") {
		return errors.New("opencode has renewed in the box")
	}
	fmt.Printf("%-8s  works in the box with a ChatGPT login\n", "opencode")
	return t.clean(box, a.all)
}
