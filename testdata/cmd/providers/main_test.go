package main

import (
	"os"
	"strings"
	"testing"
)

// TestTableIsCurrent checks that the table was made from the file in testdata.
func TestTableIsCurrent(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../opencode-env.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("../../../amika-extract/choose/providers.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(table), "// From ")
	origin, _, _ := strings.Cut(rest, ": ")
	code, err := generate(data, origin)
	if err != nil {
		t.Fatal(err)
	}
	if string(code) != string(table) {
		t.Error("run 'make providers'")
	}
}

func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ data, want string }{
		{`{"new": ["NEW_HOST", "NEW_API_KEY"]}`, "new: pick one of its variables by hand: NEW_HOST, NEW_API_KEY"},
		{`{"azure": ["AZURE_HOST", "AZURE_KEY"]}`, "azure: pick one"},
		{`{"a.b": ["A"], "a-b": ["B"]}`, "another provider has the same name"},
		{`{"a:b": ["A"]}`, "characters that a provider's name can't have"},
		{`[]`, "cannot unmarshal"},
	}
	for _, tt := range tests {
		if _, err := generate([]byte(tt.data), "x"); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.data, err, tt.want)
		}
	}
}
