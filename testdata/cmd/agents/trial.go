package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A trial runs agents in homes of their own.
type trial struct {
	dir, bin, agents string
	vendor           *vendor
	proxy            string // URL
}

func newTrial(dir, bin, agents string) (*trial, func(), error) {
	t := &trial{dir: dir, bin: bin, agents: agents, vendor: newVendor()}
	p, err := newProxy(t.vendor, t.certificates())
	if err != nil {
		return nil, nil, err
	}
	url, stop, err := p.start()
	t.proxy = url
	return t, stop, err
}

func (t *trial) certificates() string { return filepath.Join(t.dir, "certificates.pem") }

// environ is the environment of an agent in a home directory.
func (t *trial) environ(home string) []string {
	return []string{
		"HOME=" + home, "PATH=" + t.bin + ":" + t.agents + ":" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
		"HTTPS_PROXY=" + t.proxy, "https_proxy=" + t.proxy, "NODE_EXTRA_CA_CERTS=" + t.certificates(), "SSL_CERT_FILE=" + t.certificates(),
		"CODEX_CA_CERTIFICATE=" + t.certificates(), "DISABLE_AUTOUPDATER=1", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1", "DISABLE_TELEMETRY=1",
	}
}

// ask lets an agent ask its model something, and returns an error unless it answers.
func (t *trial) ask(ctx context.Context, agent, home string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	argv := []string{"claude", "-p", "say hello"}
	if agent == "codex" {
		// The stand-in says nothing of workspaces, which the built-in provider asks for.
		const provider = `model_providers.standin={name="standin",base_url="https://chatgpt.com/backend-api/codex",wire_api="responses",requires_openai_auth=true}`
		argv = []string{"codex", "exec", "-c", provider, "-c", `model_provider="standin"`, "--skip-git-repo-check", "say hello"}
	}
	if agent == "opencode" {
		argv = []string{"opencode", "run", "-m", "openai/gpt-5.4", "say hello"}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(t.agents, argv[0]), argv[1:]...)
	cmd.Env, cmd.Dir = t.environ(home), home
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte(answer)) {
		return fmt.Errorf("%s in %s: %v\n%s", agent, filepath.Base(home), err, out)
	}
	return nil
}

// login makes a home in which an agent is logged in for a time.
func (t *trial) login(agent, name string, life time.Duration) (home string, err error) {
	home = filepath.Join(t.dir, name)
	t.vendor.mu.Lock()
	a := *t.vendor.issue(agent, life)
	t.vendor.mu.Unlock()
	if agent == "codex" {
		return home, put(filepath.Join(home, ".codex", "auth.json"), map[string]any{
			"auth_mode": "chatgpt", "OPENAI_API_KEY": nil, "last_refresh": time.Now().UTC().Format(time.RFC3339Nano),
			"tokens": map[string]any{"id_token": jwt(0, a.expires), "access_token": a.access, "refresh_token": a.refresh, "account_id": "acct-fake"},
		})
	}
	return home, errors.Join(
		put(filepath.Join(home, ".claude.json"), map[string]any{"hasCompletedOnboarding": true}),
		put(filepath.Join(home, ".claude", ".credentials.json"), map[string]any{"claudeAiOauth": map[string]any{
			"accessToken": a.access, "refreshToken": a.refresh, "expiresAt": a.expires.UnixMilli(), "subscriptionType": "max",
			"scopes": []string{"user:inference", "user:profile", "user:sessions:claude_code"}, "rateLimitTier": "default_claude_max_20x",
		}}))
}

func put(path string, content any) error {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600))
}

// lease hands the login of an agent over to a box, lets the agent on this machine
// renew it, and sees that both go on.
func (t *trial) lease(ctx context.Context, agent string) error {
	home, err := t.login(agent, agent+"-host", time.Hour)
	if err != nil {
		return err
	}
	box := filepath.Join(t.dir, agent+"-box")
	if err := os.Mkdir(box, 0o700); err != nil {
		return err
	}
	follow := exec.CommandContext(ctx, filepath.Join(t.bin, "amika-extract"), "seed", "--follow", "--renew", "--agent", agent, "--into", box)
	follow.Env, follow.Stderr = t.environ(home), os.Stderr
	if err := follow.Start(); err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended {
			_ = follow.Process.Kill()
			_ = follow.Wait()
		}
	}()
	if err := t.await(box, agent); err != nil {
		return err
	}
	if err := t.ask(ctx, agent, box); err != nil {
		return err
	}
	fmt.Printf("%-8s  works in the box\n", agent)
	// Another login of the same account, which ends in two minutes: --renew lets the
	// agent on this machine renew it.
	if _, err := t.login(agent, agent+"-host", 2*time.Minute); err != nil {
		return err
	}
	if err := t.await(box, agent); err != nil {
		return err
	}
	begun := time.Now()
	for t.refreshes(agent) == 0 {
		if time.Since(begun) > time.Minute {
			return fmt.Errorf("%s on this machine has not renewed", agent)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err := t.await(box, agent); err != nil {
		return err
	}
	err = errors.Join(t.ask(ctx, agent, box), t.ask(ctx, agent, home), t.ask(ctx, agent, box))
	if err != nil {
		return err
	}
	ended = true
	if err := errors.Join(follow.Process.Signal(syscall.SIGTERM), follow.Wait()); err != nil {
		return err
	}
	t.vendor.mu.Lock()
	a := *t.vendor.logins[agent]
	t.vendor.mu.Unlock()
	fmt.Printf("%-8s  works in the box and on this machine after %d renewal, by this machine; %d refused\n", agent, a.refreshes, a.refused)
	if a.refreshes != 1 || a.refused != 0 {
		return fmt.Errorf("%s: %d renewals, %d refused", agent, a.refreshes, a.refused)
	}
	return t.clean(box, a.all)
}

func (t *trial) refreshes(agent string) int {
	t.vendor.mu.Lock()
	defer t.vendor.mu.Unlock()
	return t.vendor.logins[agent].refreshes
}

// await waits until the newest access token is in a box.
func (t *trial) await(box, agent string) error {
	path := filepath.Join(box, ".claude", ".credentials.json")
	if agent == "codex" {
		path = filepath.Join(box, ".codex", "auth.json")
	}
	for begun := time.Now(); time.Since(begun) < 10*time.Second; time.Sleep(20 * time.Millisecond) {
		t.vendor.mu.Lock()
		access := t.vendor.logins[agent].access
		t.vendor.mu.Unlock()
		if text, err := os.ReadFile(path); err == nil && bytes.Contains(text, []byte(access)) {
			return nil
		}
	}
	return fmt.Errorf("%s: the newest login is not in the box after 10 seconds", agent)
}

// clean sees that no refresh token is in a directory.
func (t *trial) clean(dir string, refresh []string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, token := range refresh {
			if bytes.Contains(text, []byte(token)) || strings.Contains(string(text), base64.StdEncoding.EncodeToString([]byte(token))[:20]) {
				return fmt.Errorf("a refresh token is in %s", path)
			}
		}
		return err
	})
}
