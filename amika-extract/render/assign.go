// Package render turns credentials into the forms that shells and programs
// take them in.
package render

import (
	"strings"

	"amika.dev/amika-extract/source"
)

// An Assignment gives a variable the value of a credential.
type Assignment struct {
	Name       string
	Credential *source.Credential
}

func (a Assignment) value() string { return a.Credential.Value.Reveal() }

// Standard names the variables after the provider, the official one before its
// alias.
func Standard(c *source.Credential) []string {
	switch c.Provider {
	case "anthropic":
		return []string{"ANTHROPIC_API_KEY", "CLAUDE_API_KEY"}
	case "openai":
		return []string{"OPENAI_API_KEY", "CODEX_API_KEY"}
	default:
		return []string{regular(c.Provider)}
	}
}

// regular is the variable that follows from a provider's name.
func regular(provider string) string {
	return strings.ToUpper(strings.ReplaceAll(provider, "-", "_")) + "_API_KEY"
}
