package source

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"amika.dev/pkg/secret"
)

// TestLeaseHoldsWhatFindWants holds that a box's members of a file don't hide what its
// source looks at: a path to something inside a member hides the rest of it.
func TestLeaseHoldsWhatFindWants(t *testing.T) {
	t.Parallel()
	for _, s := range Table() {
		if s.lease == nil {
			continue
		}
		f := &findings{lease: new(Lease), native: true, all: true, looked: func(n *node) {
			if !isKept(either(paths(s.lease), s.want()), n) && n.name != "expires" && n.parent.name != "tokens" {
				t.Errorf("%s looks at %s, which a lease does not keep", s.ID, n.path())
			}
		}}
		root := objectOf("x", "y")
		s.find(file{&node{findings: f, value: root}})
	}
}

// FuzzCopy holds that what is copied whole is what encoding/json reads, less members
// with the name of a refresh token, and that all of these are found.
func FuzzCopy(f *testing.F) {
	f.Add(`{"a": [1, "\u00e9", null, true, {"b": -0.5e3}], "refresh_token": "secret", "c": {"refreshToken": "other"}}`)
	f.Add(`[{}, [], " "]`)
	f.Add(`{"refresh": {"refresh": "a", "b": 1}}`)
	f.Add("null")
	f.Add(`{"a": 1} {`)
	f.Fuzz(func(t *testing.T, text string) {
		p := parser{leases: true}
		root, err := p.parse(strings.NewReader(`{"x":`+text+`}`), paths([]string{"x"}))
		if !json.Valid([]byte(text)) || !utf8.ValidString(text) || repeats(text) {
			return // encoding/json merges objects that have the same name
		}
		if err != nil {
			if len(text) < maxLease && strings.Count(text, "[")+strings.Count(text, "{") < 1000 {
				t.Fatalf("%q is refused: %v", text, err)
			}
			return
		}
		want := decoded(t, `{"x":`+text+`}`).(map[string]any)
		if text, isText := want["x"].(string); isText {
			want["x"] = strings.TrimSpace(text)
		}
		var tokens []string
		withoutRefresh(want, &tokens)
		copied := decoded(t, "{"+strings.TrimSuffix(root.members.json(), ",")+"}").(map[string]any)
		if !reflect.DeepEqual(copied, want) {
			t.Fatalf("%q is copied as %v", text, copied)
		}
		for _, token := range tokens {
			if !slices.ContainsFunc(p.refresh, func(s secret.String) bool { return s.Reveal() == token }) {
				t.Fatalf("%q: a refresh token is not found", text)
			}
		}
	})
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
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

// withoutRefresh removes members with the name of a refresh token.
func withoutRefresh(v any, tokens *[]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if token, isText := member.(string); isRefresh(name) && isText && token != "" {
				*tokens = append(*tokens, token)
			}
			if withoutRefresh(member, tokens); isRefresh(name) {
				delete(v, name)
			}
		}
	case []any:
		for _, item := range v {
			withoutRefresh(item, tokens)
		}
	}
}
