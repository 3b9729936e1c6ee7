package source

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	decoder "github.com/pelletier/go-toml/v2"
)

func TestTOML(t *testing.T) {
	t.Parallel()
	want := either(members("key"), within("a", every(members("key"))))
	tests := []struct{ text, want string }{
		{`key = "v"`, `{"key":"v"}`},
		{"", `{}`},
		{"# a comment\n[a.b]\nkey = 'v' # another\nother = 1", `{"a":{"b":{"key":"v"}}}`},
		{"[a]\nb = {key = \"v\", c = {key = 1}}", `{"a":{"b":{"key":"v"}}}`},
		{"a.\"b.c\".key = \"v\"", `{"a":{"b.c":{"key":"v"}}}`},
		{"[a.b]\nkey = 'v'\n[[a.c]]\nkey = 'w'\n[x]\nkey = 'x'", `{"a":{"b":{"key":"v"}}}`},
		{"[a.b]\nkey = 1_0", `{"a":{"b":{"key":1_0}}}`},
		{"key = [1, {a = 2}]", `{"key":[}`},
		{"key = 'a'\nkey = 'b'", `{"key":"b"}`},
		{"[a.b]\nkey = \"\"\"\nx\\u0041\"\"\"", `{"a":{"b":{"key":"xA"}}}`},
		{"key = v\n", "it is not valid TOML at byte 6"},
		{"key = 'v", "it ends at byte 7, before the TOML does"},
		{"[a", "it ends at byte 1, before the TOML does"},
		{"x = 1\n\x00", "it ends at byte 6, before the TOML does"},
	}
	for _, tt := range tests {
		root, err := toml([]byte(tt.text), want)
		got := string(appendValue(nil, root))
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// appendValue writes what was kept of a file.
func appendValue(text []byte, v value) []byte {
	switch v.kind {
	case jsontext.KindBeginObject:
		before := "{"
		for _, m := range v.members.members {
			text = append(AppendString(append(text, before...), m.name), ':')
			text = appendValue(text, m.value)
			before = ","
		}
		if before == "{" {
			text = append(text, '{')
		}
		return append(text, '}')
	case jsontext.KindString:
		return AppendString(text, v.text)
	case jsontext.KindBeginArray:
		return append(text, '[')
	}
	return append(text, v.text...)
}

// FuzzTOML holds what is kept of a file against what go-toml's decoder, which
// knows all rules, makes of the same file. That one also refuses what is said
// twice.
func FuzzTOML(f *testing.F) {
	for _, seed := range []string{
		"[a.b]\nkey = \"v\"", "a = {b = {key = 'v'}}", "a.b.key = 'v'", "[[a]]\nb.key = 'v'", "key = 1", "[a]\n[a.b]\nkey = '''\n'v''''", "key = [",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		root, err := toml([]byte(text), within("a", within("b", members("key"))))
		var all map[string]any
		oracle := decoder.Unmarshal([]byte(text), &all)
		if (err == nil) != (oracle == nil) && err != nil {
			t.Fatalf("%q: %v, go-toml reads it", text, err)
		}
		if err != nil || oracle != nil || strings.Contains(text, "[[") {
			return
		}
		a, _ := all["a"].(map[string]any)
		b, _ := a["b"].(map[string]any)
		want, isText := b["key"].(string)
		table := root.members.get("a").members
		got := table.get("b")
		if want = strings.TrimSpace(want); isText && len(want) <= maxSecret && textOf(got, "key") != want {
			encoded, _ := json.Marshal(all)
			t.Errorf("%q: got %q, want %s", text, textOf(got, "key"), encoded)
		}
	})
}
