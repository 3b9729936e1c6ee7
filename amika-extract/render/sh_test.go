package render_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"amika.dev/amika-extract/render"
	"amika.dev/pkg/secret"
)

func assign(name, value string) render.Assignment {
	return render.Assignment{Name: name, Value: secret.New(value)}
}

// write writes assignments in a format, except for those that it refuses.
func write(format string, export bool, all ...render.Assignment) (text []byte, refused []error) {
	f := render.Named(format)
	var carried []render.Assignment
	for _, a := range all {
		if err := f.Refusal(a); err != nil {
			refused = append(refused, err)
		} else {
			carried = append(carried, a)
		}
	}
	return f.Append(nil, carried, export), refused
}

func TestSh(t *testing.T) {
	t.Parallel()
	tests := []struct{ value, want string }{
		{"sk-1", `'sk-1'`},
		{"it's", `'it'\''s'`},
		{`a\b`, `'a'\\'b'`},
		{`'`, `''\'''`},
		{`\'`, `''\\''\'''`},
		{"$(id)`id`\"!*", "'$(id)`id`\"!*'"},
	}
	for _, tt := range tests {
		text, left := write("sh", false, assign("GROQ_API_KEY", tt.value))
		if want := "GROQ_API_KEY=" + tt.want + "\n"; string(text) != want || len(left) > 0 {
			t.Errorf("%q: got %s", tt.value, text)
		}
	}
	text, left := write("sh", true, assign("302AI_API_KEY", "k"), assign("XAI_API_KEY", "k"))
	if string(text) != "export XAI_API_KEY='k'\n" || len(left) != 1 || !strings.Contains(left[0].Error(), "302AI_API_KEY") {
		t.Errorf("got %s, left %v", text, left)
	}
}

// hostile are values that some shell could take for more than text.
func hostile() []string {
	values := []string{
		`'`, `\`, `\\`, `'\''`, `\'`, `'; touch PWNED; '`, `$(touch PWNED)`, "`touch PWNED`", `${HOME}`, `"`, `!!`, `~`, `*`,
		`a b  c`, `-n`, `-e`, `%s%n`, `#`, `a#b`, `&`, `|`, `;`, `<`, `>`, `(`, `)`, `{a,b}`, `[a]`, `=`, `\n`, `\x41`, `'\`, `\'\`, `^a^b`, `a=b`,
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		value := make([]byte, 1+random.IntN(60))
		for i := range value {
			if value[i] = byte(0x20 + random.IntN(0x7f-0x20)); random.IntN(4) == 0 {
				value[i] = `'\"$`[random.IntN(4)]
			}
		}
		values = append(values, string(value))
	}
	return values
}

// TestInRealShells has each shell that is installed evaluate hostile values and
// hand them on to a program, which must get them back exactly.
func TestInRealShells(t *testing.T) {
	t.Parallel()
	values := hostile()
	for _, tt := range []struct{ format, shell, script string }{
		{"sh", "sh", `eval "$(cat keys)"; env`},
		{"sh", "dash", `eval "$(cat keys)"; env`},
		{"sh", "bash", `eval "$(cat keys)"; env`},
		{"sh", "zsh", `eval "$(cat keys)"; env`},
		{"sh", "ksh", `eval "$(cat keys)"; env`},
		{"sh", "mksh", `eval "$(cat keys)"; env`},
		{"sh", "yash", `eval "$(cat keys)"; env`},
		{"sh", "busybox sh", `eval "$(cat keys)"; env`},
		{"sh", "fish", `eval (cat keys | string collect); env`},
		{"fish", "fish", `function f; source keys; end; f; env`},
		{"fish", "fish", `eval (cat keys); env`},
		{"powershell", "pwsh", `Invoke-Expression (Get-Content -Raw keys); env`},
	} {
		t.Run(tt.format+" in "+tt.shell+": "+tt.script, func(t *testing.T) {
			t.Parallel()
			command := strings.Fields(tt.shell)
			path, err := exec.LookPath(command[0])
			if err != nil {
				t.Skip("not installed")
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "keys"), written(t, tt.format, values), 0o600); err != nil {
				t.Fatal(err)
			}
			run := exec.Command(path, append(command[1:], "-c", tt.script)...)
			run.Dir = dir
			run.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH")}
			out, err := run.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %.500s", err, out)
			}
			lines := append([]byte("\n"), out...)
			for i, v := range values {
				if !bytes.Contains(lines, fmt.Appendf(nil, "\nV%d_API_KEY=%s\n", i, v)) {
					t.Errorf("V%d_API_KEY is not %q", i, v)
				}
			}
			if files, _ := filepath.Glob(filepath.Join(dir, "PWNED*")); len(files) > 0 {
				t.Error("a value was run")
			}
		})
	}
}

// written are values in a format, the first as V0_API_KEY and so on, exported
// where that makes a difference.
func written(t *testing.T, format string, values []string) []byte {
	t.Helper()
	var all []render.Assignment
	for i, v := range values {
		all = append(all, assign(fmt.Sprintf("V%d_API_KEY", i), v))
	}
	text, refused := write(format, true, all...)
	if len(refused) > 0 {
		t.Fatalf("%s: left out: %v", format, refused)
	}
	return text
}

// FuzzSh reads what is written back with the two grammars that it must be
// exact in: POSIX (2.2.2), where a single-quoted string has no escapes, and
// fish, where \' and \\ are escapes in there.
func FuzzSh(f *testing.F) {
	for _, v := range hostile()[:40] {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		text, _ := write("sh", false, assign("X_API_KEY", value))
		word := strings.TrimSuffix(strings.TrimPrefix(string(text), "X_API_KEY="), "\n")
		for grammar, escapes := range map[string]string{"POSIX": "", "fish": `'\`} {
			if got, ok := unquote(word, escapes); !ok || got != value {
				t.Errorf("%s reads %s as %q, want %q", grammar, word, got, value)
			}
		}
	})
}

// unquote reads a word as a shell would in which a backslash within single
// quotes escapes the given characters.
func unquote(word, escapes string) (text string, ok bool) {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		escaped := c == '\\' && i+1 < len(word) && (!quoted || strings.IndexByte(escapes, word[i+1]) >= 0)
		switch {
		case escaped:
			i++
			b.WriteByte(word[i])
		case c == '\'':
			quoted = !quoted
		case quoted:
			b.WriteByte(c)
		default:
			return "", false // what stands outside of quotes is escaped
		}
	}
	return b.String(), !quoted
}
