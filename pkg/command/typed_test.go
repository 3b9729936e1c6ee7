package command

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

func TestTyped(t *testing.T) {
	t.Parallel()
	login := &Command{Name: "amika-login", Group: "auth", Commands: []*Command{{Name: "status"}, {Name: Completion}}}
	hello := &Command{Name: "amika-hello", Commands: []*Command{{Name: "moon"}}}
	tests := []struct {
		name string
		c    calling
		text string
		want string
	}{
		{"alone", calling{root: login, path: "amika-login"}, "run 'amika auth login'", "run 'amika-login'"},
		{"a subcommand alone", calling{root: login, path: "amika-login"}, "'amika auth status --json'", "'amika-login status --json'"},
		{"by amika", calling{root: login, caller: "amika", of: "amika-login"}, "run 'amika-login'", "run 'amika auth login'"},
		{"a subcommand by amika", calling{root: login, caller: "amika", of: "amika-login"},
			"x || amika-login status --quiet || amika-login", "x || amika auth status --quiet || amika auth login"},
		{"completion by amika", calling{root: login, caller: "amika", of: "amika-login"},
			`eval "$(amika-login completion bash)"`, `eval "$(amika auth login completion bash)"`},
		{"for another program", calling{root: login, path: "amika-login", caller: "amika", of: "amika-other"}, "'amika-login'", "'amika-login'"},
		{"commands of others", calling{root: login, path: "amika-login"},
			"'amika auth extract' 'amika-login-x' 'amika-loginx' 'amika auth'", "'amika auth extract' 'amika-login-x' 'amika-loginx' 'amika auth'"},
		{"no command", calling{root: login, caller: "amika", of: "amika-login"},
			"install amika-login beside amika: /x/amika-login status", "install amika-login beside amika: /x/amika-login status"},
		{"lines", calling{root: login, caller: "amika", of: "amika-login"}, "Usage:\n  amika-login [X]\n  amika-login status\n", "Usage:\n  amika auth login [X]\n  amika auth status\n"},
		{"without a group", calling{root: hello, caller: "amika", of: "amika-hello"}, "run 'amika-hello moon -h'", "run 'amika hello moon -h'"},
		{"without a group alone", calling{root: hello, path: "amika-hello"}, "run 'amika hello'", "run 'amika-hello'"},
		{"by another name", calling{root: hello, path: "hi"}, "run 'amika-hello'", "run 'hi'"},
		{"by a path", calling{root: hello, path: "/nonexistent/amika-hello"}, "run 'amika hello moon'", "run '/nonexistent/amika-hello moon'"},
		{"by amika by a path", calling{root: login, caller: "/nonexistent/a b/amika", of: "amika-login"}, "run 'amika-login'", `run '"/nonexistent/a b/amika" auth login'`},
		{"not running", calling{}, "run 'amika auth login'", "run 'amika auth login'"},
	}
	for _, tt := range tests {
		if runtime.GOOS == "windows" && strings.HasPrefix(tt.c.path+tt.c.caller, "/") {
			continue // no absolute path there
		}
		if got := (Env{called: &tt.c}).Typed(tt.text); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// FuzzTyped holds that what is typed already stays, and that nothing but commands
// is changed.
func FuzzTyped(f *testing.F) {
	for _, text := range []string{"run 'amika auth login'", "'amika-login status' || amika-login", "\n  amika-login", "amika", "'amika auth ", "(amika-login-x)", "\xff'amika-login\x00"} {
		f.Add(text)
	}
	login := &Command{Name: "amika-login", Group: "auth", Commands: []*Command{{Name: "status"}, {Name: Completion}}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range []calling{{root: login, path: "amika-login"}, {root: login, caller: "amika", of: "amika-login"}, {root: login, path: "/nonexistent/amika-login"}} {
			env := Env{called: &c}
			typed := env.Typed(text)
			if again := env.Typed(typed); again != typed {
				t.Errorf("%q becomes %q, and then %q", text, typed, again)
			}
			if !strings.Contains(text, "amika") && typed != text {
				t.Errorf("%q becomes %q without a command in it", text, typed)
			}
		}
	})
}

// TestSpelled holds that a program in PATH needs no path, and one that is not
// does, whatever it was called by.
func TestSpelled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs have an ending")
	}
	in, out := t.TempDir(), t.TempDir()
	for _, dir := range []string{in, out} {
		if err := os.WriteFile(filepath.Join(dir, "amika-hello"), nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", in)
	t.Chdir(out)
	for path, want := range map[string]string{
		"amika-hello": "amika-hello", filepath.Join(in, "amika-hello"): "amika-hello",
		filepath.Join(out, "amika-hello"): filepath.Join(out, "amika-hello"), "./amika-hello": filepath.Join(out, "amika-hello"),
		"": "amika-hello",
	} {
		if got := spelled("amika-hello", path); got != want {
			t.Errorf("%s is spelled %s, want %s", path, got, want)
		}
	}
}

// TestCalled holds that only the program that amika ran takes the message, and
// that no child of it inherits it.
func TestCalled(t *testing.T) {
	for value, want := range map[string]string{
		"PID amika-login 1 amika":    "amika-login 1 amika",
		"PID amika-login 2 /a b/c d": "amika-login 2 /a b/c d",
		"1 amika-login 1 amika":      " 0 ",
		"":                           " 0 ",
		"PID":                        " 0 ",
	} {
		pid := os.Getpid()
		if runtime.GOOS == "windows" {
			pid = os.Getppid()
		}
		t.Setenv(callerVariable, strings.Replace(value, "PID", strconv.Itoa(pid), 1))
		c := called()
		if got := c.of + " " + strconv.Itoa(c.before) + " " + c.caller; got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
		if _, ok := os.LookupEnv(callerVariable); ok {
			t.Errorf("%q: it is left for children", value)
		}
	}
}
