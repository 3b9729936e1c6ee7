package choose

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
)

// A guess is a home that was made up: what each agent has stored in it.
type guess struct {
	home                          string
	claudeLogin, claudeExpired    bool
	claudeKey, settings, address  bool
	openCodeServer, helper        bool
	chatGPT, codexKey             bool
	openCodeKeys, openCodeSession bool
}

// write writes the files of the home.
func (g *guess) write(t *testing.T) {
	t.Helper()
	file := func(path string, content any) {
		path = filepath.Join(g.home, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(content)
		if err == nil {
			err = os.WriteFile(path, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	type object map[string]any
	expires := int64(4102444800000)
	if g.claudeExpired {
		expires = 1609459200000
	}
	if g.claudeLogin {
		file(".claude/.credentials.json", object{"claudeAiOauth": object{"accessToken": "claude-login", "refreshToken": "refresh-1", "expiresAt": expires}})
	}
	if g.claudeKey {
		file(".claude.json", object{"primaryApiKey": "sk-ant-claude"})
	}
	if g.settings {
		file(".claude/settings.json", object{"env": object{"ANTHROPIC_AUTH_TOKEN": "gateway", "ANTHROPIC_BASE_URL": "https://gateway.example"}})
	}
	if g.address && !g.settings {
		file(".claude/settings.json", object{"env": object{"ANTHROPIC_BASE_URL": "https://gateway.example"}})
	}
	codex := object{}
	if g.chatGPT {
		codex["auth_mode"] = "chatgpt"
		codex["tokens"] = object{"access_token": "chatgpt", "refresh_token": "refresh-2"}
	}
	if g.codexKey {
		codex["OPENAI_API_KEY"] = "sk-codex"
	}
	file(".codex/auth.json", codex)
	if g.helper = g.helper && !g.settings && !g.address; g.helper {
		file(".claude/settings.json", object{"apiKeyHelper": "print-key"})
	}
	if g.openCodeServer {
		file(".config/opencode/opencode.json", object{"provider": object{"anthropic": object{"options": object{"baseURL": "https://gateway.example"}}}})
	}
	openCode := object{}
	if g.openCodeKeys {
		openCode["anthropic"] = object{"type": "api", "key": "sk-ant-opencode"}
		openCode["openai"] = object{"type": "api", "key": "sk-opencode"}
	}
	if g.openCodeSession {
		openCode["xai"] = object{"type": "oauth", "access": "opencode-session", "refresh": "refresh-3", "expires": expires}
	}
	file(".local/share/opencode/auth.json", openCode)
}

// TestNoAgentIsWorseOff makes up homes and ways to be asked, and holds the rule of
// native mode: no agent is made to use another account than it would by itself, or
// is kept from renewing its login.
func TestNoAgentIsWorseOff(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	coin := func() bool { return random.IntN(2) == 0 }
	unset := func(string) (string, bool) { return "", false }
	for range 500 {
		g := guess{
			t.TempDir(), coin(), coin(), coin(), random.IntN(4) == 0, random.IntN(4) == 0, random.IntN(4) == 0, random.IntN(4) == 0, coin(), coin(), coin(), coin(),
		}
		g.write(t)
		options := Options{
			Native: true, NoOAuth: random.IntN(4) == 0, Lookup: unset, Now: time.Now(),
			Refusal: func(render.Assignment) error { return nil }, Shown: func(path string) string { return path },
		}
		switch random.IntN(5) {
		case 0:
			options.Command = []string{"claude"}
		case 1:
			options.Command = []string{"/usr/bin/codex", "exec"}
		case 2:
			options.Command = []string{"opencode"}
		case 3:
			options.Command = []string{"sh"}
		}
		options.OwnHome = options.Command != nil && coin()
		d := source.Discovery{Home: g.home, Lookup: unset, NoOAuth: options.NoOAuth, Native: true, Now: options.Now}
		c := Make(d.Run(t.Context(), source.Table()), options)
		if problems := g.check(c, options); len(problems) > 0 {
			t.Fatalf("%+v, %v, own home %v, no OAuth %v: %v", g, options.Command, options.OwnHome, options.NoOAuth, problems)
		}
	}
}

// check returns what is wrong with a choice.
func (g *guess) check(c *Choice, options Options) (problems []string) {
	given := make(map[string]string)
	for _, a := range c.Given {
		given[a.Name] = a.Value.Reveal()
		if strings.Contains(a.Value.Reveal(), "refresh-") {
			problems = append(problems, a.Name+" has a refresh token")
		}
	}
	has := func(name string) bool { return given[name] != "" }
	must := func(ok bool, what string) {
		if !ok {
			problems = append(problems, what)
		}
	}
	agent := ""
	if len(options.Command) > 0 {
		agent = filepath.Base(options.Command[0])
	}
	isFor := func(name string) bool { return agent == name || agent == "" || agent == "sh" }
	login := g.claudeLogin && !options.NoOAuth
	if isFor("claude") {
		switch {
		case agent == "sh" && options.OwnHome && g.openCodeKeys && (g.settings || g.address):
			must(!has("ANTHROPIC_BASE_URL"), "OpenCode sends its key to Claude's server")
			must(!has("ANTHROPIC_API_KEY"), "Claude Code sends OpenCode's key to its server")
		case g.settings:
			must(given["ANTHROPIC_AUTH_TOKEN"] == "gateway" && !has("ANTHROPIC_API_KEY") && !has("CLAUDE_CODE_OAUTH_TOKEN"), "Claude Code does not use its gateway")
		case login && g.address:
			must(!has("ANTHROPIC_API_KEY") && !has("CLAUDE_CODE_OAUTH_TOKEN"), "Claude Code does not use its server")
		case g.address:
			must(given["ANTHROPIC_API_KEY"] == "" || g.claudeKey, "a key goes to the server that Claude's settings name")
			must(has("ANTHROPIC_API_KEY") == g.claudeKey, "Claude Code does not use its key and its server")
		case g.helper && !login:
			must(!has("ANTHROPIC_API_KEY"), "a key takes the place of what Claude's helper prints")
		case login:
			must(!has("ANTHROPIC_API_KEY"), "a key takes the place of Claude's login")
			must(has("CLAUDE_CODE_OAUTH_TOKEN") == (!g.claudeExpired && !options.OwnHome), "Claude's login is given, or not")
		case g.claudeKey:
			must(given["ANTHROPIC_API_KEY"] == "sk-ant-claude", "Claude Code does not use its key")
		}
	}
	gateway := has("ANTHROPIC_AUTH_TOKEN") || g.address && !g.settings && given["ANTHROPIC_API_KEY"] == "sk-ant-claude"
	must(has("ANTHROPIC_BASE_URL") == gateway, "a key and its address are not together")
	if isFor("codex") && g.chatGPT && !options.NoOAuth {
		must(!has("CODEX_API_KEY") && !has("CODEX_ACCESS_TOKEN"), "a key takes the place of Codex's login")
	}
	if g.openCodeServer {
		must(given["ANTHROPIC_API_KEY"] != "sk-ant-opencode", "a key of OpenCode's server goes to Anthropic")
		must(agent != "opencode" || !has("ANTHROPIC_API_KEY"), "OpenCode sends a key of others to its server")
	}
	if agent == "opencode" && g.openCodeKeys {
		must(g.openCodeServer || given["ANTHROPIC_API_KEY"] == "sk-ant-opencode", "OpenCode does not get its key")
		must(given["OPENAI_API_KEY"] == "sk-opencode", "OpenCode does not get its key")
	}
	var carried []string
	for _, d := range c.Decisions {
		must((d.State == Used) == (len(d.Variables) > 0), fmt.Sprintf("%s is %s, in %v", d.Field, d.State, d.Variables))
		carried = append(carried, d.Variables...)
	}
	for name := range given {
		must(slices.Contains(carried, name), "nothing is listed for "+name)
	}
	return problems
}
