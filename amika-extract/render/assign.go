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
	Credential source.Credential
}

// Assign maps credentials to variables, in the order of the credentials; a
// provider's official variable comes before its alias.
func Assign(credentials []source.Credential) []Assignment {
	assignments := make([]Assignment, 0, 2*len(credentials))
	for _, c := range credentials {
		for _, name := range variables(c.Provider) {
			assignments = append(assignments, Assignment{name, c})
		}
	}
	return assignments
}

// variables are the names that programs read a provider's key from.
func variables(provider string) []string {
	switch provider {
	case "anthropic":
		return []string{"ANTHROPIC_API_KEY", "CLAUDE_API_KEY"}
	case "openai":
		return []string{"OPENAI_API_KEY", "CODEX_API_KEY"}
	default:
		return []string{strings.ToUpper(strings.ReplaceAll(provider, "-", "_")) + "_API_KEY"}
	}
}
