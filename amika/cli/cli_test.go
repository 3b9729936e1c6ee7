package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"amika.dev/amika/cli"
	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

// exe is how the name of a program ends.
var exe = map[bool]string{true: ".exe"}[runtime.GOOS == "windows"]

// run runs amika in a directory with the named programs, as a system that
// can't replace processes does: the helper's status is passed on.
func run(t *testing.T, programs []string, args ...string) (status command.Status, called []string, stderr string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range append(programs, "amika") {
		if err := os.WriteFile(filepath.Join(dir, name+exe), []byte(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	env := command.NewTest(map[string]string{"PATH": "relative:"})
	status = cli.Run(t.Context(), cli.Env{
		Env:        env.Env,
		Executable: func() (string, error) { return filepath.Join(dir, "amika"+exe), nil },
		Environ:    func() []string { return []string{"A=1"} },
		Replace: func(path string, argv, environ []string) (int, error) {
			caller := fmt.Sprintf("AMIKA_CALLER=%d %s %d ", os.Getpid(), strings.TrimSuffix(filepath.Base(path), exe), len(args)-len(argv[1:]))
			if path != argv[0] || !slices.Equal(environ, []string{"A=1", "AMIKA_DEPTH=1", caller}) {
				t.Errorf("%s is called as %q with %q", path, argv, environ)
			}
			called = append([]string{strings.TrimSuffix(filepath.Base(path), exe)}, argv[1:]...)
			return 42, nil
		},
	}, args)
	if env.Out.Len() > 0 && status != command.Done {
		t.Errorf("stdout holds %q", env.Out.String())
	}
	return status, called, env.Err.String()
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	programs := []string{"amika-login", "amika-extract"}
	tests := []struct{ args, want string }{
		{"auth login", "amika-login"},
		{"auth login --no-browser", "amika-login --no-browser"},
		{"auth status --json", "amika-login status --json"},
		{"auth token", "amika-login token"},
		{"auth logout", "amika-login logout"},
		{"auth extract --export -h -- --version", "amika-extract --export -h -- --version"},
	}
	for _, tt := range tests {
		status, called, stderr := run(t, programs, strings.Fields(tt.args)...)
		if got := strings.Join(called, " "); got != tt.want || status != 42 || stderr != "" {
			t.Errorf("%s runs %q: status %d, stderr %q", tt.args, got, status, stderr)
		}
	}
	odd := []string{"", " a  b ", "\n", "\xff", "--"}
	if _, called, _ := run(t, programs, append([]string{"auth", "extract"}, odd...)...); len(called) == 0 || !slices.Equal(called[1:], odd) {
		t.Errorf("the arguments %q arrive as %q", odd, called)
	}
}

func TestNoHelperRuns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args   string
		status command.Status
		stderr string // its start
	}{
		{"auth login", command.NotFound, "amika: running amika-login: it is not in " + filepath.VolumeName(os.TempDir()) + string(filepath.Separator)},
		{"auth bogus", command.Usage, "amika: reading the command line: unknown command\n"},
		{"auth AUTH login", command.Usage, "amika: reading the command line: unknown command\n"},
		{"AUTH login", command.Usage, "amika: reading the command line: unknown command\n"},
		{"--version auth login", command.Usage, "amika: reading the command line: flags go after the command"},
		{"bogus", command.Usage, "amika: reading the command line: unknown command\n"},
		{"", command.Done, ""},
		{"auth", command.Done, ""},
		{"auth -h", command.Done, ""},
	}
	for _, tt := range tests {
		status, called, stderr := run(t, nil, strings.Fields(tt.args)...)
		if called != nil || status != tt.status || !strings.HasPrefix(stderr, tt.stderr) || (tt.stderr == "") != (stderr == "") {
			t.Errorf("%q: ran %q, status %d, stderr %q", tt.args, called, status, stderr)
		}
	}
}

func TestReplaceFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"amika", "amika-extract"} {
		if err := os.WriteFile(filepath.Join(dir, name+exe), []byte(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	env := command.NewTest(nil)
	status := cli.Run(t.Context(), cli.Env{
		Env:        env.Env,
		Executable: func() (string, error) { return filepath.Join(dir, "amika"+exe), nil },
		Environ:    os.Environ,
		Replace:    process.Replace,
	}, []string{"auth", "extract"})
	want := "amika-extract: " + syscall.ENOEXEC.Error() + "\nhint: install amika-extract for "
	if runtime.GOOS == "windows" {
		want = "\nhint: install amika-extract.exe for " // the reason is in the user's language
	}
	if status != command.CannotRun || !strings.Contains(env.Err.String(), want) {
		t.Errorf("status %d, stderr %q", status, env.Err.String())
	}
}
