package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	claudePath   = ".claude.json"
	openCodePath = ".local/share/opencode/auth.json"
	kiloPath     = ".local/share/kilo/auth.json"
	keychainPath = ".local/share/amika/keychain.json"
	cachePath    = ".cache/amika/env-cache.json"
	oauthPath    = ".local/state/amika/oauth.json"
)

// typicalHome returns the files of somebody who uses several agents: the shapes
// that these write, with values that are no secrets but as long as real ones.
func typicalHome() map[string]string {
	claims := strings.Repeat("ZmFrZSBjbGFpbXMs", 100)
	jwt := "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9." + claims + "." + strings.Repeat("c2lnbmVk", 43)
	return map[string]string{
		claudePath: `{
  "firstStartTime": "2026-11-23T08:18:57.982Z",
  "numStartups": 12,
  "machineID": "` + strings.Repeat("fe29be63", 8) + `",
  "migrationVersion": 15,
  "oauthAccount": {
    "accountUuid": "00000000-0000-4000-8000-000000000001",
    "emailAddress": "dev@example.com",
    "organizationUuid": "00000000-0000-4000-8000-000000000002",
    "billingType": "stripe_subscription",
    "accountCreatedAt": "2025-01-01T00:00:00Z",
    "displayName": "Dev",
    "organizationRole": "admin",
    "organizationName": "Example"
  },
  "userID": "` + strings.Repeat("51684224", 8) + `",
  "hasCompletedOnboarding": true,
  "projects": {` + strings.TrimSuffix(strings.Repeat(`
    "/home/dev/project": {
      "allowedTools": [],
      "history": [{"display": "explain the error in the last test run", "pastedContents": {}}],
      "mcpServers": {},
      "lastCost": 0.4217,
      "lastSessionId": "00000000-0000-4000-8000-000000000003"
    },`, 3), ",") + `
  }
}`,
		".claude/.credentials.json": `{"claudeAiOauth":{"accessToken":"sk-ant-oat01-` + strings.Repeat("x", 95) + `","refreshToken":"sk-ant-ort01-` + strings.Repeat("x", 95) +
			`","expiresAt":4102444800000,"scopes":["user:inference","user:profile","user:sessions:claude_code"],"subscriptionType":"max","rateLimitTier":"default_claude_max_20x"}}`,
		".codex/auth.json": `{
  "auth_mode": "chatgpt",
  "OPENAI_API_KEY": null,
  "tokens": {
    "id_token": "` + jwt + `",
    "access_token": "` + jwt + `",
    "refresh_token": "rt_` + strings.Repeat("x", 90) + `",
    "account_id": "00000000-0000-4000-8000-000000000004"
  },
  "last_refresh": "2026-11-23T08:23:02.109641932Z"
}`,
		openCodePath: `{
  "anthropic": {"type": "api", "key": "sk-ant-api03-` + strings.Repeat("x", 95) + `"},
  "google": {"type": "api", "key": "AIza` + strings.Repeat("x", 35) + `"},
  "groq": {"type": "api", "key": "gsk_` + strings.Repeat("x", 52) + `"},
  "github-copilot": {"type": "oauth", "refresh": "gho_` + strings.Repeat("x", 36) + `", "access": "gho_` + strings.Repeat("x", 36) + `", "expires": 0}
}`,
		".local/share/amp/secrets.json": `{"apiKey@https://ampcode.com/": "sgamp_user_` + strings.Repeat("x", 91) + `"}`,
	}
}

// home makes a home directory with the given files.
func (b *bench) home(files map[string]string) string {
	home, err := os.MkdirTemp(b.work, "home-")
	check(err)
	for path, content := range files {
		write(filepath.Join(home, path), content)
	}
	return home
}

// write writes a file and the directories above it.
func write(path, content string) {
	check(os.MkdirAll(filepath.Dir(path), 0o700))
	check(os.WriteFile(path, []byte(content), 0o600))
}

// writeClaude writes a file of about size bytes that looks like the
// configuration of a busy Claude Code, which keeps what was typed and pasted.
func writeClaude(path string, size int64) {
	pasted := strings.Repeat(`func main() { fmt.Println(\"hello\") }\n`, 40)
	entry := `{"display":"explain [Pasted text #1 +40 lines]","pastedContents":{"1":{"id":1,"type":"text","content":"` + pasted + `"}},"at":1795422738089,"ok":true},`
	f, err := os.Create(path)
	check(err)
	w := bufio.NewWriterSize(f, 1<<20)
	n, _ := w.WriteString(`{"numStartups":900,"projects":{"/home/dev/project":{"allowedTools":[],"history":[`)
	for written := int64(n); written < size; written += int64(len(entry)) {
		_, _ = w.WriteString(entry) // Flush returns the error
	}
	_, _ = w.WriteString(`null]}},"primaryApiKey":"sk-ant-api03-x"}`)
	check(w.Flush())
	check(f.Close())
}

// object returns a JSON object with n members, each of which format writes
// from its index.
func object(n int, format string) string {
	return members(n, func(i int) string { return fmt.Sprintf(format, i) })
}

// members returns a JSON object with n members, which member returns.
func members(n int, member func(i int) string) string {
	var text strings.Builder
	text.WriteByte('{')
	for i := range n {
		if i > 0 {
			text.WriteString(",\n")
		}
		text.WriteString(member(i))
	}
	text.WriteByte('}')
	return text.String()
}
