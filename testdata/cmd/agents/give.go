package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A gift is what amika-extract gives an agent from a home, while the agent's own home
// is empty, and the credential that the agent must send then.
type gift struct {
	name  string
	files map[string]string // of the home
	argv  []string
	sent  string // HOST CREDENTIAL; empty for none
}

// Credentials of gifts.
const (
	claudeKey   = "sk-ant-api03-fake-key-0001"
	claudeToken = "sk-ant-oat01-fake-token-0002"
	otherKey    = "sk-ant-api03-fake-other-0003"
	openAIKey   = "sk-proj-fake-0004"
)

// gifts returns what is tried. No key takes the place of an agent's login.
func gifts() []gift {
	later, earlier := time.Now().Add(time.Hour).UnixMilli(), time.Now().Add(-time.Hour).UnixMilli()
	login := func(expires int64) string {
		return fmt.Sprintf(`{"claudeAiOauth": {"accessToken": %q, "refreshToken": "refresh-fake", "expiresAt": %d, "scopes": ["user:inference"], "subscriptionType": "max"}}`, claudeToken, expires)
	}
	const claudeLogin, codexLogin, openCodeLogin = ".claude/.credentials.json", ".codex/auth.json", ".local/share/opencode/auth.json"
	openCode := fmt.Sprintf(`{"anthropic": {"type": "api", "key": %q}, "openai": {"type": "api", "key": %q}}`, otherKey, openAIKey)
	chatGPT := fmt.Sprintf(`{"auth_mode": "chatgpt", "OPENAI_API_KEY": null, "tokens": {"id_token": %[1]q, "access_token": %[1]q, "refresh_token": "refresh-fake", "account_id": "acct-fake"}}`, jwt(1, time.Now().Add(time.Hour)))
	session := jwt(2, time.Now().Add(time.Hour))
	const server = `{"env": {"ANTHROPIC_BASE_URL": "https://gateway.example.com"}}`
	claude := []string{"claude", "-p", "say hello"}
	codex := []string{"codex", "exec", "--skip-git-repo-check", "say hello"}
	return []gift{
		{"an API key of Claude Code", map[string]string{".claude.json": fmt.Sprintf(`{"primaryApiKey": %q}`, claudeKey)}, claude, "api.anthropic.com " + claudeKey},
		{"a subscription", map[string]string{claudeLogin: login(later)}, claude, "api.anthropic.com Bearer " + claudeToken},
		{"a subscription, and a key in OpenCode", map[string]string{claudeLogin: login(later), openCodeLogin: openCode}, claude, "api.anthropic.com Bearer " + claudeToken},
		{"one that has expired, and a key in OpenCode", map[string]string{claudeLogin: login(earlier), openCodeLogin: openCode}, claude, ""},
		{"a gateway in the settings", map[string]string{".claude/settings.json": `{"env": {"ANTHROPIC_AUTH_TOKEN": "gateway-fake-0005", "ANTHROPIC_BASE_URL": "https://gateway.example.com"}}`, openCodeLogin: openCode}, claude, "gateway.example.com Bearer gateway-fake-0005"},
		{"a key, and a server in the settings", map[string]string{".claude.json": fmt.Sprintf(`{"primaryApiKey": %q}`, claudeKey), ".claude/settings.json": server, openCodeLogin: openCode}, claude, "gateway.example.com " + claudeKey},
		{"a subscription, and a server in the settings", map[string]string{claudeLogin: login(later), ".claude/settings.json": server, openCodeLogin: openCode}, claude, ""},
		{"a key in OpenCode alone", map[string]string{openCodeLogin: openCode}, claude, "api.anthropic.com " + otherKey},
		{"an API key of Codex", map[string]string{codexLogin: fmt.Sprintf(`{"auth_mode": "apikey", "OPENAI_API_KEY": %q}`, "sk-codex-fake-0006"), openCodeLogin: openCode}, codex, "api.openai.com Bearer sk-codex-fake-0006"},
		{"a ChatGPT login, and a key in OpenCode", map[string]string{codexLogin: chatGPT, openCodeLogin: openCode}, codex, ""},
		{"a subscription, and a key in OpenCode", map[string]string{claudeLogin: login(later), openCodeLogin: openCode}, []string{"opencode", "run", "-m", "anthropic/claude-sonnet-4-5", "say hello"}, "api.anthropic.com " + otherKey},
		{"a ChatGPT login in Codex, and a key in OpenCode", map[string]string{codexLogin: chatGPT, openCodeLogin: openCode}, []string{"opencode", "run", "-m", "openai/gpt-5.4", "say hello"}, "api.openai.com Bearer " + openAIKey},
		{"a ChatGPT login in OpenCode", map[string]string{openCodeLogin: fmt.Sprintf(`{"openai": {"type": "oauth", "access": %q, "refresh": "refresh-fake", "expires": %d, "accountId": "acct-fake"}}`, session, later)}, []string{"opencode", "run", "-m", "openai/gpt-5.4", "say hello"}, "chatgpt.com Bearer " + session},
	}
}

// gives runs the agents with what amika-extract gives them, and prints what each
// sends.
func gives(ctx context.Context, dir, bin, agents string) error {
	rec := new(recorder)
	t := &trial{dir: dir, bin: bin, agents: agents}
	p, err := newProxy(rec, t.certificates())
	if err != nil {
		return err
	}
	url, stop, err := p.start()
	if err != nil {
		return err
	}
	defer stop()
	t.proxy = url
	for _, agent := range []string{"claude", "codex", "opencode"} {
		version := exec.CommandContext(ctx, filepath.Join(agents, agent), "--version")
		version.Env = t.environ(dir)
		text, _ := version.Output()
		fmt.Printf("%-8s  %s\n", agent, strings.TrimSpace(string(text)))
	}
	var all error
	for i, g := range gifts() {
		all = errors.Join(all, t.give(ctx, fmt.Sprintf("gift-%d", i), g, rec))
	}
	return all
}

// give runs one agent with the credentials of one home.
func (t *trial) give(ctx context.Context, name string, g gift, rec *recorder) error {
	home, box := filepath.Join(t.dir, name, "home"), filepath.Join(t.dir, name, "box")
	err := os.MkdirAll(box, 0o700)
	for path, text := range g.files {
		path = filepath.Join(home, path)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600))
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	rec.reset()
	cmd := exec.CommandContext(ctx, filepath.Join(t.bin, "amika-extract"), append([]string{"--homedir", home, "--"}, g.argv...)...)
	cmd.Env, cmd.Dir, cmd.WaitDelay = t.environ(box), box, time.Second
	out, _ := cmd.CombinedOutput() // what was sent says whether it went well
	sent := strings.Join(rec.sent(), ", ")
	shown := sent
	if len(shown) > 60 {
		shown = shown[:57] + "..."
	}
	fmt.Printf("%-8s  %-48s  sent %s\n", g.argv[0], g.name, orNothing(shown))
	if sent != g.sent {
		return fmt.Errorf("%s with %s: sent %s, want %s\n%s", g.argv[0], g.name, orNothing(sent), orNothing(g.sent), out)
	}
	return nil
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// A recorder answers requests to a model, and keeps their credentials. Other requests
// to vendors get a 404.
type recorder struct {
	mu  sync.Mutex
	all []string
}

func (r *recorder) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = nil
}

// sent returns each host with what was sent to it.
func (r *recorder) sent() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.Sort(r.all)
	return slices.Compact(slices.Clone(r.all))
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	_, _ = io.Copy(io.Discard, io.LimitReader(request.Body, 10<<20))
	model := strings.HasSuffix(request.URL.Path, "/v1/messages") || strings.HasSuffix(request.URL.Path, "/responses")
	r.mu.Lock()
	for _, header := range []string{"X-Api-Key", "Authorization"} {
		if value := request.Header.Get(header); value != "" && model {
			r.all = append(r.all, request.Host+" "+value)
		}
	}
	r.mu.Unlock()
	switch path := request.URL.Path; {
	case strings.HasSuffix(path, "/v1/messages"):
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, strings.ReplaceAll(messages, "ANSWER", answer))
	case strings.HasSuffix(path, "/responses") && request.Method == http.MethodPost:
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, strings.ReplaceAll(responses, "ANSWER", answer))
	default:
		http.Error(w, `{"error": {"type": "not_found_error", "message": "not found"}}`, http.StatusNotFound)
	}
}
