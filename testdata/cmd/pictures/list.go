package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"amika.dev/amika-extract/cli"
	"amika.dev/pkg/command"
)

// now is the moment at which the list is printed.
var now = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

// files are those of the home that is listed. Nothing in them is real.
var files = map[string]string{
	".claude/.credentials.json": `{"claudeAiOauth":{"accessToken":"sk-ant-oat01-EXAMPLE","refreshToken":"sk-ant-ort01-EXAMPLE","expiresAt":1795626000000,"scopes":["user:inference"],"subscriptionType":"max"}}`,
	".codex/auth.json":          `{"auth_mode":"apikey","OPENAI_API_KEY":"sk-proj-EXAMPLE"}`,
	".local/share/opencode/auth.json": `{"anthropic":{"type":"api","key":"sk-ant-api03-EXAMPLE"},
		"groq":{"type":"api","key":"gsk_EXAMPLE"},"github-copilot":{"type":"oauth","access":"gho_EXAMPLE","refresh":"gho_EXAMPLE","expires":0}}`,
	".local/share/amp/secrets.json": `{"apiKey@https://ampcode.com/":"sgamp_user_EXAMPLE"}`,
}

// list returns what amika-extract prints on a terminal.
func list() (string, error) {
	home, err := os.MkdirTemp("", "pictures-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(home)
	for name, text := range files {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	test := command.NewTest(map[string]string{"HOME": home, "USERPROFILE": home, "TERM": "xterm"})
	test.Now = func() time.Time { return now }
	test.Columns = func() int { return 80 }
	env := cli.Env{Env: test.Env, Environ: func() []string { return nil }}
	if status := cli.Run(context.Background(), env, []string{"--list"}); status != command.Done {
		return "", errors.New("amika-extract --list: " + status.String() + ": " + test.Err.String())
	}
	return test.Out.String(), nil
}
