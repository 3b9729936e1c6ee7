package source

import (
	"regexp"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	const badCharacter = "its name has characters that a provider's name can't have"
	tests := []struct{ name, want, reason string }{
		{"openai", "openai", ""},
		{"Groq", "groq", ""},
		{"github_copilot", "github-copilot", ""},
		{"wafer.ai", "wafer-ai", ""},
		{"google vertex/anthropic", "google-vertex-anthropic", ""},
		{"a -_./b", "a-b", ""},
		{"--a--", "a", ""},
		{"302ai", "302ai", ""},
		{"claude", "anthropic", ""},
		{"Claude.", "anthropic", ""},
		{"CODEX", "openai", ""},
		{"claude-code", "claude-code", ""},
		{strings.Repeat("a", 64), strings.Repeat("a", 64), ""},
		{strings.Repeat("a", 65), "", "its name is longer than 64 characters"},
		{strings.Repeat("-", 100) + "a", "a", ""},
		{"", "", "it has no provider's name"},
		{"-._ /", "", "it has no provider's name"},
		{"https://corp.example.com", "", badCharacter},
		{"a$(id)", "", badCharacter},
		{"a\nb", "", badCharacter},
		{"a'b", "", badCharacter},
		{"opénai", "", badCharacter},
		{"\u212aimi", "", badCharacter}, // the Kelvin sign, which lower-cases to k
		{"a\u200bb", "", badCharacter},
		{"a\x00", "", badCharacter},
		{"amika", "", "AMIKA_* variables are reserved"},
		{"AMIKA_API", "", "AMIKA_* variables are reserved"},
		{"amikado", "amikado", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Canonical(tt.name)
			reason := ""
			if err != nil {
				reason = err.Error()
			}
			if got != tt.want || reason != tt.reason {
				t.Errorf("got %q, %q; want %q, %q", got, reason, tt.want, tt.reason)
			}
		})
	}
}

func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"openai", "A.b_c", "claude", "a\x1b[0m", "amika-x", "é"} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	f.Fuzz(func(t *testing.T, name string) {
		got, err := Canonical(name)
		if (got == "") == (err == nil) {
			t.Fatalf("%q gives %q and the error %v", name, got, err)
		}
		if got == "" {
			return
		}
		if !form.MatchString(got) || len(got) > maxName || strings.HasPrefix(got, "amika-") {
			t.Errorf("%q gives %q", name, got)
		}
		if again, _ := Canonical(got); again != got {
			t.Errorf("%q gives %q, which gives %q", name, got, again)
		}
	})
}
