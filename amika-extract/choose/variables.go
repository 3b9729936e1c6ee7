package choose

import (
	"strings"

	"amika.dev/amika-extract/source"
)

// Native returns the variables that a credential's own agent, or the others, read
// it from. There may be none.
func Native(f *source.Finding) []string {
	switch {
	case f.Variable != "" && isClaudeOAuth(f): // of another agent, which has a variable of its own for it
		return []string{"CLAUDE_CODE_OAUTH_TOKEN", f.Variable}
	case f.Variable != "":
		return []string{f.Variable}
	case isClaudeOAuth(f):
		return []string{"CLAUDE_CODE_OAUTH_TOKEN"}
	case isChatGPT(f), f.Tied:
		return nil // Codex accepts one from its file alone
	}
	switch f.Provider {
	case "anthropic":
		return []string{"ANTHROPIC_API_KEY"}
	case "openai":
		return []string{"OPENAI_API_KEY", "CODEX_API_KEY"}
	case "google":
		return []string{"GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY"}
	case "zai", "zai-coding-plan":
		return []string{"ZHIPU_API_KEY", "ZAI_API_KEY"}
	case "github-copilot":
		return []string{"COPILOT_GITHUB_TOKEN"} // not GITHUB_TOKEN, which git's tools read
	}
	if _, after, ok := strings.Cut(providers, "\n"+f.Provider+" "); ok {
		name, _, _ := strings.Cut(after, "\n")
		return []string{name}
	}
	return []string{regular(f.Provider)}
}

// isClaudeOAuth reports whether a credential for Anthropic is the token of a
// Claude subscription. One in the place of a key is known by its form.
func isClaudeOAuth(f *source.Finding) bool {
	return f.Provider == "anthropic" && (f.Kind == source.OAuth || strings.HasPrefix(f.Value.Reveal(), "sk-ant-oat"))
}

// isChatGPT reports whether a credential is the token of a ChatGPT login. An API
// key in the place of a token is known by its form.
func isChatGPT(f *source.Finding) bool {
	return f.Provider == "openai" && f.Kind == source.OAuth && !strings.HasPrefix(f.Value.Reveal(), "sk-")
}

// isShared reports whether programs that have nothing to do with models read a
// variable too, such as the tools of git hosts. It outranks the logins that they
// have stored.
func isShared(name string) bool {
	switch name {
	case "GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "HF_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS",
		"CLOUDFLARE_API_KEY", "CLOUDFLARE_API_TOKEN", "DATABRICKS_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN":
		return true
	}
	return false
}
