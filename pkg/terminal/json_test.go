package terminal_test

import (
	"encoding/json"
	"testing"

	"amika.dev/pkg/terminal"
)

// FuzzJSON holds that a program reads the same, and a terminal nothing but
// printable ASCII.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{"", "plain", `"\`, "\x1b[31m\x7f\u009b\u202e", "é€😀", "\xff\xed\xa0\x80", "\n\t\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		want := string([]rune(text)) // with U+FFFD for what is not UTF-8
		for _, escaped := range [][]byte{terminal.EscapeJSON(quoted), terminal.AppendJSON(nil, text)} {
			var back string
			if err := json.Unmarshal(escaped, &back); err != nil || back != want {
				t.Errorf("%q is read back as %q: %v", text, back, err)
			}
			for _, c := range escaped {
				if c < 0x20 || c > 0x7E {
					t.Errorf("%q has the byte %#x", escaped, c)
				}
			}
		}
	})
}

func TestEscapeJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a": "é"}`: `{"a": "\u00e9"}`, "\"\u007f\u009b😀\"": `"\u007f\u009b\ud83d\ude00"`, "\"\xff\"": `"\ufffd"`, `[1]`: `[1]`,
	} {
		if got := string(terminal.EscapeJSON([]byte(text))); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
