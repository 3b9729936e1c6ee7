package seed

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"amika.dev/amika-extract/source"
)

// FuzzParse holds that what is copied whole is what encoding/json reads, less
// members with the name of a refresh token, and that all of these are found.
func FuzzParse(f *testing.F) {
	f.Add(`{"a": [1, "\u00e9", null, true, {"b": -0.5e3}], "refresh_token": "secret", "c": {"refreshToken": "other"}}`)
	f.Add(`{"refresh": "first", "refresh": "second", "a": 1, "a": 2}`)
	f.Add(`{"access": "same", "refresh": "same"}`)
	f.Add(" {} ")
	f.Add(`{"a": 1} {`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(strings.NewReader(text), shape{use: whole})
		var want map[string]any
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		valid := decoder.Decode(&want) == nil && want != nil && len(strings.TrimRight(text[decoder.InputOffset():], " \t\r\n")) == 0
		if err != nil {
			if valid && utf8.ValidString(text) && strings.Count(text, "[")+strings.Count(text, "{") < maxDepth && len(text) < maxKept {
				t.Fatalf("%q is refused: %v", text, err)
			}
			return
		}
		if !valid {
			t.Fatalf("%q is taken", text)
		}
		if repeats(text) {
			return // encoding/json merges objects that have the same name
		}
		var copied map[string]any
		decoder = json.NewDecoder(bytes.NewReader(got.json()))
		decoder.UseNumber()
		if err := decoder.Decode(&copied); err != nil {
			t.Fatalf("%q is copied as %q: %v", text, got.json(), err)
		}
		if withoutRefresh(want); !reflect.DeepEqual(copied, want) {
			t.Fatalf("%q is copied as %q", text, got.json())
		}
	})
}

// repeats reports whether some object may have two members of one name.
func repeats(text string) bool {
	names := make(map[string]bool)
	decoder := json.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		if name, ok := token.(string); ok {
			if names[name] {
				return true
			}
			names[name] = true
		}
	}
}

func withoutRefresh(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if isRefresh(name) {
				delete(v, name)
			}
			withoutRefresh(member)
		}
	case []any:
		for _, item := range v {
			withoutRefresh(item)
		}
	}
}

// FuzzMerge holds that what is merged into a file has our members, that all others
// are as they were, and that it is then merged already.
func FuzzMerge(f *testing.F) {
	f.Add(`{"a": 1, "primaryApiKey" : "old" , "hasCompletedOnboarding": false}`)
	f.Add("{\n}")
	f.Add(`{"primaryApiKey": {"x": [1]}, "b": "primaryApiKey"}`)
	f.Add(`[1]`)
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "file")
		ours := &File{Data: []byte(`{"hasCompletedOnboarding":true,"primaryApiKey":"sk-new"}`), Kind: Own}
		mix := func(text string) ([]byte, error) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			old, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer old.Close()
			merged, err := merge(old, int64(len(text)), ours)
			if err != nil || merged == nil {
				return nil, err
			}
			return io.ReadAll(merged)
		}
		merged, err := mix(text)
		if err != nil || merged == nil {
			return
		}
		var before, after map[string]json.RawMessage
		if json.Unmarshal([]byte(text), &before) != nil {
			return // our parser takes what is no valid UTF-8
		}
		if err := json.Unmarshal(merged, &after); err != nil {
			t.Fatalf("%q becomes %q: %v", text, merged, err)
		}
		if string(after["primaryApiKey"]) != `"sk-new"` || after["hasCompletedOnboarding"] == nil {
			t.Fatalf("%q becomes %q", text, merged)
		}
		for name, member := range before {
			if name != "primaryApiKey" && !bytes.Equal(after[name], member) {
				t.Fatalf("%q becomes %q, with another %q", text, merged, name)
			}
		}
		if again, err := mix(string(merged)); err != nil || again != nil {
			t.Fatalf("%q is merged again: %q, %v", merged, again, err)
		}
	})
}

// FuzzCheck holds that a token is found wherever it is, in each form.
func FuzzCheck(f *testing.F) {
	f.Add("rt_secret", "before", "after")
	f.Add("a\"b\\c<é", "", "x")
	f.Fuzz(func(t *testing.T, token, before, after string) {
		if len(token) < 2*minToken || !utf8.ValidString(token) {
			t.Skip()
		}
		b := &Bundle{refresh: []string{token}}
		escaped, err := json.Marshal(token)
		if err != nil {
			t.Fatal(err)
		}
		plain := before + token + after
		for _, stream := range []string{
			plain, before + string(source.AppendString(nil, token)) + after,
			base64.StdEncoding.EncodeToString([]byte(plain)), base64.URLEncoding.EncodeToString([]byte(plain)), base64.RawURLEncoding.EncodeToString([]byte(plain)),
		} {
			if b.check([]byte(stream)) == nil {
				t.Fatalf("%q is not found in %q", token, stream)
			}
		}
		if !bytes.ContainsAny(escaped, `\`) && b.check(escaped) == nil {
			t.Fatalf("%q is not found in %q", token, escaped)
		}
	})
}
