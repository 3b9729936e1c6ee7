package source

import (
	"strconv"
	"strings"
	"testing"
)

func TestDotenv(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"KEY=v", "v"},
		{"\n# KEY=no\n  export KEY = v # a comment\n", "v"},
		{"KEY='a b # c'", "a b # c"},
		{`KEY="a\"b"`, `a"b`},
		{"KEY=a=b", "a=b"},
		{"KEY=a\nKEY=b", "b"},
		{"KEY=", ""},
		{"OTHER='\nKEY=v\nno variable\n=\n", "v"},
		{"KEY=v\r\n", "v"},
		{"EXPORT KEY=v", ""},
		{"MYKEY=v\nKEYS=v", ""},
		{"KEY=$HOME", "$HOME"}, // it stays, and is known as a reference later on
	}
	for _, tt := range tests {
		root, err := dotenv([]byte(tt.text), members("KEY"))
		if got := textOf(root, "KEY"); got != tt.want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", tt.text, got, err, tt.want)
		}
	}
	root, err := dotenv([]byte("KEY="+strings.Repeat("x", maxSecret+1)+"\nB=1"), members("KEY", "B"))
	if err != nil || !root.members.get("KEY").long || textOf(root, "B") != "1" {
		t.Errorf("a long value: %v", err)
	}
	if root, _ := dotenv([]byte("KEY='v"), members("KEY")); root.members.get("KEY").kind == 0 {
		t.Error("a line that is not understood left no trace")
	}
}

// FuzzDotenv writes a value in each way that keeps it, among other lines, and
// expects it back.
func FuzzDotenv(f *testing.F) {
	f.Add("v", "OTHER=1")
	f.Add(`a'b"c\d #e`, "'")
	f.Add("", `KEY"`)
	f.Fuzz(func(t *testing.T, v, junk string) {
		v = strings.TrimSpace(v)
		if strings.Trim(v, " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") != "" {
			return
		}
		junk = strings.NewReplacer("\n", "", "KEY", "").Replace(junk)
		forms := []string{strconv.Quote(v)}
		if !strings.Contains(v, "'") {
			forms = append(forms, "'"+v+"'")
		}
		if !strings.ContainsAny(v, `'"#`) {
			forms = append(forms, v)
		}
		for _, form := range forms {
			text := junk + "\nKEY=" + form + "\n" + junk + "\n"
			root, err := dotenv([]byte(text), members("KEY"))
			if got := textOf(root, "KEY"); err != nil || got != v && len(v) <= maxSecret {
				t.Errorf("%q: got %q, %v", text, got, err)
			}
		}
	})
}
