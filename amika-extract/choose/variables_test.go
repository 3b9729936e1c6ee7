package choose

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/secret"
)

func TestNative(t *testing.T) {
	t.Parallel()
	tests := []struct {
		provider string
		kind     source.Kind
		value    string
		variable string
		want     string
	}{
		{"anthropic", source.APIKey, "sk-ant-api03-x", "", "ANTHROPIC_API_KEY"},
		{"anthropic", source.APIKey, "gateway", "", "ANTHROPIC_API_KEY"},
		{"anthropic", source.OAuth, "token", "", "CLAUDE_CODE_OAUTH_TOKEN"},
		{"anthropic", source.APIKey, "sk-ant-oat01-x", "", "CLAUDE_CODE_OAUTH_TOKEN"},
		{"openai", source.APIKey, "sk-x", "", "OPENAI_API_KEY CODEX_API_KEY"},
		{"openai", source.OAuth, "eyJ.eyJ.x", "", ""},
		{"openai", source.APIKey, "at-x", "CODEX_ACCESS_TOKEN", "CODEX_ACCESS_TOKEN"},
		{"corp-example", source.APIKey, "x", "CORP_KEY", "CORP_KEY"},
		{"amp", source.APIKey, "x", "", "AMP_API_KEY"},
		{"groq", source.APIKey, "x", "", "GROQ_API_KEY"},
		{"302ai", source.APIKey, "x", "", "302AI_API_KEY"},
		{"wafer-ai", source.APIKey, "x", "", "WAFER_API_KEY"},
		{"azure", source.APIKey, "x", "", "AZURE_API_KEY"},
		{"amazon-bedrock", source.APIKey, "x", "", "AWS_BEARER_TOKEN_BEDROCK"},
		{"google", source.APIKey, "x", "", "GOOGLE_GENERATIVE_AI_API_KEY GEMINI_API_KEY"},
		{"huggingface", source.APIKey, "x", "", "HF_TOKEN"},
		{"zai", source.APIKey, "x", "", "ZHIPU_API_KEY ZAI_API_KEY"},
		{"zhipuai", source.APIKey, "x", "", "ZHIPU_API_KEY"},
		{"github-copilot", source.OAuth, "gho", "", "COPILOT_GITHUB_TOKEN"},
		{"unheard-of", source.APIKey, "x", "", "UNHEARD_OF_API_KEY"},
		{"ai", source.APIKey, "x", "", "AI_API_KEY"},
	}
	for _, tt := range tests {
		f := &source.Finding{Provider: tt.provider, Kind: tt.kind, Value: secret.New(tt.value), Variable: tt.variable}
		if got := strings.Join(Native(f), " "); got != tt.want {
			t.Errorf("%s, %s: got %s, want %s", tt.provider, tt.kind, got, tt.want)
		}
	}
}

// TestNativeProviders holds the whole table against the file that it is made
// from: each provider gets one variable, of those that it has there, and none
// that names a place or an account.
func TestNativeProviders(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../testdata/opencode-env.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string][]string
	if err := json.Unmarshal(data, &all); err != nil || len(all) < 200 {
		t.Fatalf("%d providers: %v", len(all), err)
	}
	for id, variables := range all {
		provider, err := source.Canonical(id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		switch provider {
		case "anthropic", "openai", "github-copilot":
			continue // what their own agents read
		}
		got := Native(&source.Finding{Provider: provider, Kind: source.APIKey, Value: secret.New("x")})
		if len(got) == 0 || !slices.Contains(variables, got[0]) {
			t.Errorf("%s: got %v, want one of %v", id, got, variables)
			continue
		}
		for _, part := range []string{"HOST", "ACCOUNT", "REGION", "URL", "ENDPOINT", "PROJECT", "LOCATION", "RESOURCE", "_ID"} {
			if strings.Contains(got[0], part) {
				t.Errorf("%s: %s is no secret", id, got[0])
			}
		}
	}
}

func TestStandard(t *testing.T) {
	t.Parallel()
	tests := []struct{ provider, want string }{
		{"anthropic", "ANTHROPIC_API_KEY CLAUDE_API_KEY"},
		{"openai", "OPENAI_API_KEY CODEX_API_KEY"},
		{"groq", "GROQ_API_KEY"},
		{"github-copilot", "GITHUB_COPILOT_API_KEY"},
		{"302ai", "302AI_API_KEY"},
	}
	for _, tt := range tests {
		if got := strings.Join(Standard(tt.provider), " "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.provider, got, tt.want)
		}
	}
}

// Programs that have nothing to do with models read these, and would use them in
// place of a login that they have stored.
func TestIsShared(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "HF_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDFLARE_API_KEY",
		"CLOUDFLARE_API_TOKEN", "DATABRICKS_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN",
	} {
		if !isShared(name) {
			t.Errorf("%s is not shared", name)
		}
	}
	for _, name := range []string{"OPENAI_API_KEY", "GROQ_API_KEY", "COPILOT_GITHUB_TOKEN", "CODEX_ACCESS_TOKEN"} {
		if isShared(name) {
			t.Errorf("%s is shared", name)
		}
	}
}
