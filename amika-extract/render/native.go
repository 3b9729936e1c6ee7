package render

import (
	"strings"

	"amika.dev/amika-extract/source"
)

// Native names the variables that a credential's own agent reads it from. There
// may be none.
func Native(c *source.Credential) []string {
	switch {
	case c.Variable != "":
		return []string{c.Variable}
	case c.Provider == "anthropic" && IsClaudeOAuth(c):
		return []string{"CLAUDE_CODE_OAUTH_TOKEN"}
	case c.Provider == "anthropic":
		return []string{"ANTHROPIC_API_KEY"}
	case c.Provider == "openai" && c.Kind == source.OAuth:
		return nil // codex takes one from its file alone
	case c.Provider == "openai":
		return []string{"OPENAI_API_KEY", "CODEX_API_KEY"}
	}
	if _, after, ok := strings.Cut(providers, "\n"+c.Provider+" "); ok {
		name, _, _ := strings.Cut(after, "\n")
		return []string{name}
	}
	return []string{regular(c.Provider)}
}

// IsClaudeOAuth reports whether a credential for Anthropic is the token of a
// Claude subscription. One that stands where a key belongs has a form of its
// own.
func IsClaudeOAuth(c *source.Credential) bool {
	return c.Kind == source.OAuth || strings.HasPrefix(c.Value.Reveal(), "sk-ant-oat")
}

// IsShared reports whether programs that have nothing to do with models read a
// variable too, such as git hosts' own tools. The user's choice for them must
// not change.
func IsShared(name string) bool {
	switch name {
	case "GITHUB_TOKEN", "GITLAB_TOKEN", "HF_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS",
		"CLOUDFLARE_API_KEY", "CLOUDFLARE_API_TOKEN", "DATABRICKS_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN":
		return true
	}
	return false
}

// Distinct gives each variable to one credential: the one of the source with
// the highest priority, and among these the first. lost are the assignments
// that another one with another value won over.
func Distinct(all []Assignment) (kept, lost []Assignment) {
	best := make(map[string]int, len(all)) // by name
	for i, a := range all {
		if at, taken := best[a.Name]; !taken || a.Credential.Priority > all[at].Credential.Priority {
			best[a.Name] = i
		}
	}
	kept = make([]Assignment, 0, len(all))
	for i, a := range all {
		switch at := best[a.Name]; {
		case at == i:
			kept = append(kept, a)
		case all[at].value() != a.value():
			lost = append(lost, a)
		}
	}
	return kept, lost
}
