//go:build unix && !race

package release

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLineEnds checks that a clone has the same bytes everywhere: Git for Windows
// changes line endings by default.
func TestLineEnds(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("this is no clone")
	}
	list := run(t, root, "git", "-c", "core.autocrlf=true", "ls-files", "--eol")
	for line := range strings.Lines(list) {
		if words := strings.Fields(line); len(words) < 3 || words[2] != "attr/-text" {
			t.Errorf("the ends of lines may be changed: %s", line)
		}
	}
	if !strings.Contains(list, "install.sh") {
		t.Errorf("git lists\n%s", list)
	}
}

// TestMakeInstall installs as root does who has no Go, into a directory whose
// name has spaces, with a umask that is meant for something else, and takes it
// all away again.
func TestMakeInstall(t *testing.T) {
	t.Parallel()
	bin, dir := t.TempDir(), t.TempDir()
	path := toolsIn(t, "make", "sh", "install", "rm", "sed", "dirname")
	makes := func(args ...string) ([]byte, error) {
		cmd := exec.Command(filepath.Join(path, "sh"), append([]string{"-c", `umask 077; exec make "$@"`, "sh",
			"-C", root, "BIN=" + bin, "DESTDIR=" + dir + "/it's a stage", "PREFIX=/my usr"}, args...)...)
		cmd.Env = []string{"PATH=" + path}
		return cmd.CombinedOutput()
	}
	// Nothing is built yet.
	if out, err := makes("install"); err == nil || !strings.Contains(string(out), "install: "+bin+" has no amika: run 'make build' first\n") {
		t.Errorf("ended with %v:\n%s", err, out)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("there is %v", left)
	}

	run(t, root, "make", "build", "BIN="+bin)
	if out, err := makes("install"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var want []string
	for _, program := range []string{"amika", "amika-extract", "amika-login"} {
		want = append(want,
			"-rwxr-xr-x bin/"+program,
			"-rw-r--r-- share/man/man1/"+program+".1",
			"-rw-r--r-- share/bash-completion/completions/"+program,
			"-rw-r--r-- share/zsh/site-functions/_"+program,
			"-rw-r--r-- share/fish/vendor_completions.d/"+program+".fish")
	}
	slices.Sort(want)
	prefix := filepath.Join(dir, "it's a stage", "my usr")
	if is := files(t, prefix); !slices.Equal(is, want) {
		t.Errorf("installed are\n%s\nwant\n%s", strings.Join(is, "\n"), strings.Join(want, "\n"))
	}
	script, err := os.ReadFile(filepath.Join(prefix, "share/zsh/site-functions/_amika-login"))
	if want := run(t, dir, filepath.Join(bin, "amika-login"), "completion", "zsh"); err != nil || string(script) != want {
		t.Errorf("the completion for zsh is %q (%v)", script, err)
	}
	if out, err := makes("uninstall"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("there is still %v", left)
	}
}

// files returns the mode and the path of each file below a directory.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		list = append(list, info.Mode().String()+" "+strings.TrimPrefix(path, dir+"/"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}
