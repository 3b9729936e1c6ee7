// Demo shows what the programs do, without an account and without a network:
//
//	go run ./testdata/cmd/demo BIN
//
// BIN is the directory with the built programs. WorkOS is one of its own on
// this machine that approves every login, and the home directory is a
// temporary one, so that nothing of yours is read or changed and nothing is
// left behind.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"amika.dev/pkg/authtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: demo BIN")
	}
	bin, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "amika-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	if err := leaveKeys(home); err != nil {
		return err
	}
	url, stop, err := (&authtest.Server{Interval: time.Second, ApproveAfter: 2}).Start()
	if err != nil {
		return err
	}
	defer stop()
	d := demo{bin, []string{"HOME=" + home, "PATH=" + bin, "AMIKA_WORKOS_API_URL=" + url, "AMIKA_API_URL=" + url}}
	for _, s := range steps() {
		if err := d.show(ctx, s); err != nil {
			return err
		}
	}
	return d.lease(ctx)
}

// A step is one command of the demo, with what is said before it.
type step struct{ words, command string }

func steps() []step {
	return []step{
		{"Log in. There is no browser here: in a moment, the demo approves it itself.", "amika auth login --no-browser"},
		{"See who is logged in.", "amika auth status"},
		{"Get the token, for curl and for scripts. It is a fake, and good for nothing.", "amika auth token"},
		{"Log out.", "amika auth logout"},
		{"Find the keys that coding agents left. These are fakes in a home of the demo's own.", "amika auth extract"},
		{"Export them, for eval in a shell, without the tokens of OAuth logins.", "amika auth extract --export --no-oauth"},
	}
}

// A demo runs commands for all to see.
type demo struct {
	bin     string
	environ []string
}

func (d demo) show(ctx context.Context, s step) error {
	fmt.Printf("# %s\n$ %s\n", s.words, s.command)
	words := strings.Fields(s.command)
	cmd := exec.CommandContext(ctx, filepath.Join(d.bin, words[0]), words[1:]...)
	// Asked to end, not killed, so that it can clean up.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	cmd.Env = d.environ
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", s.command, err)
	}
	fmt.Println()
	return nil
}

// leaveKeys leaves in home what coding agents would have left.
func leaveKeys(home string) error {
	for path, content := range map[string]string{
		".claude.json":                    `{"numStartups": 3, "primaryApiKey": "sk-ant-api03-fake"}`,
		".codex/auth.json":                `{"tokens": {"access_token": "fake-oauth-token"}}`,
		".local/share/opencode/auth.json": `{"groq": {"type": "api", "key": "gsk_fake"}}`,
	} {
		path = filepath.Join(home, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}
