package seed

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"amika.dev/amika-extract/source"
)

// FuzzMerge holds that what is merged into a file has our members, that all others
// are as they were, and that it is then merged already.
func FuzzMerge(f *testing.F) {
	f.Add(`{"a": 1, "primaryApiKey" : "old" , "hasCompletedOnboarding": false}`)
	f.Add("{\n}")
	f.Add(`{"primaryApiKey": {"x": [1]}, "b": "primaryApiKey"}`)
	f.Add(`[1]`)
	f.Fuzz(func(t *testing.T, text string) {
		ours := &File{Data: `{"hasCompletedOnboarding":true,"primaryApiKey":"sk-new"}`, Kind: Own}
		merged, err := merge(text, ours)
		if err != nil {
			return
		}
		var before, after map[string]json.RawMessage
		if json.Unmarshal([]byte(text), &before) != nil {
			return // our parser takes what is no valid UTF-8
		}
		if err := json.Unmarshal([]byte(merged), &after); err != nil {
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
		if again, err := merge(merged, ours); err != nil || again != merged {
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
