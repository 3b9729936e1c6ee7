package terminal_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"amika.dev/pkg/terminal"
)

func TestEscape(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"plain", "José, 東京 & Ωmega", "José, 東京 & Ωmega"},
		{"colour", "\x1b[31mred", `\x1b[31mred`},
		{"bell and delete", "a\a\x7f", `a\a\x7f`},
		{"C1", "a\u009b31m", `a\u009b31m`},
		{"line breaks", "a\r\nb\u2028c", `a\r\nb\u2028c`},
		{"bidirectional", "a\u202eb\u2066c\u200e", `a\u202eb\u2066c\u200e`},
		{"zero width", "a\u200bb\ufeffc\u200d", `a\u200bb\ufeffc\u200d`},
		{"invisible letters", "a\u3164\ufe0f", `a\u3164\ufe0f`},
		{"tag characters", "a\U000e0041", `a\U000e0041`},
		{"not UTF-8", "a\xff\x05", `a\xff\x05`},
		{"backslash", `a\x1b`, `a\\x1b`},
		{"replacement character", "a\ufffd", "a\ufffd"},
		{"long", strings.Repeat("é", 201), strings.Repeat("é", 200) + "…"},
		{"as long as may be", strings.Repeat("é", 200), strings.Repeat("é", 200)},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := terminal.Escape(tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEscapePath(t *testing.T) {
	t.Parallel()
	long := "/home/" + strings.Repeat("é", 300)
	for path, want := range map[string]string{
		long:                      long,
		"/home/\x1b[31mme\n":      `/home/\x1b[31mme\n`,
		"/home/\u202egnp.exe":     `/home/\u202egnp.exe`,
		filepath.FromSlash("a/b"): filepath.FromSlash("a/b"),
	} {
		if got := terminal.EscapePath(path); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "a\x1b[0m", "\u202e", "\xff\xfe", `\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := terminal.Escape(text)
		if !utf8.ValidString(got) {
			t.Errorf("%q gives %q, which is not UTF-8", text, got)
		}
		for _, r := range got {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%q gives %q, which holds %U", text, got, r)
			}
		}
		if short := strings.ToValidUTF8(text, ""); short == text && !strings.Contains(text, `\`) && got == text && terminal.Escape(got) != got {
			t.Errorf("%q is not stable", text)
		}
	})
}
