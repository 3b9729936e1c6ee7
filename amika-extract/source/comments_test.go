package source

import (
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

func TestComments(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"// one\n// two\n{}", "      \n      \n{}"},
		{`{"a": 1 /* one */, "b": 2} // two`, `{"a": 1          , "b": 2}       `},
		{`{"a": "//x", "b": "\"/*"}`, `{"a": "//x", "b": "\"/*"}`},
		{"/*/ still */{}", "            {}"},
		{"/** x **/{}", "         {}"},
		{"{/**/}", "{    }"},
		{"{/* never", "{        "},
		{`{"a": [1, 2,], /* x */ }`, `{"a": [1, 2 ]          }`},
		{`{"a": ",}", "b": ","}`, `{"a": ",}", "b": ","}`},
		{"{/}", "{ /"},
		{"{/", "{ "},
	}
	for _, tt := range tests {
		var r io.Reader = strings.NewReader(tt.text)
		if !strings.Contains(tt.want, " }") { // a comma may be before what was read last
			r = iotest.OneByteReader(r)
		}
		got, err := io.ReadAll(&comments{r: r})
		if string(got) != tt.want || err != nil {
			t.Errorf("%q: got %q, want %q, %v", tt.text, got, tt.want, err)
		}
	}
}

// FuzzComments holds that JSON stays what it is, that a comment is space wherever one
// may be, and that nothing else is hidden.
func FuzzComments(f *testing.F) {
	for _, text := range []string{`{"a": "//", "b\\": [1, "/*"]}`, `{/}`, `{"a": 1 /* x */}`, "// x\n{}", "{}/", `"`} {
		f.Add(text, " x ")
	}
	f.Fuzz(func(t *testing.T, text, comment string) {
		read := func(text string) string {
			got, err := io.ReadAll(&comments{r: strings.NewReader(text)})
			if err != nil || len(got) != len(text) {
				t.Fatalf("%q became %q, %v", text, got, err)
			}
			return string(got)
		}
		got := read(text)
		if json.Valid([]byte(text)) {
			if got != text {
				t.Errorf("%q became %q", text, got)
			}
			if comment = strings.ReplaceAll(comment, "*/", ""); !json.Valid([]byte(read("/*" + comment + " */" + text + "//" + strings.ReplaceAll(comment, "\n", "")))) {
				t.Errorf("%q around %q is not read", comment, text)
			}
		}
		closed := regexp.MustCompile(`,\s*[}\]]`).MatchString(text)
		if text = strings.TrimRight(text, "/"); !closed && !strings.Contains(text, "//") && !strings.Contains(text, "/*") && json.Valid([]byte(read(text))) != json.Valid([]byte(text)) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
