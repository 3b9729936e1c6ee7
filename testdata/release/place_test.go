//go:build unix && !race

package release

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// shells are those that install.sh is run in.
var shells = [][]string{{"dash"}, {"bash"}, {"busybox", "sh"}, {"ksh"}, {"zsh"}}

// tools are the programs that install.sh may use, beside curl and wget.
var tools = []string{"awk", "cat", "chmod", "cut", "gzip", "mkdir", "mktemp", "mv", "rm", "rmdir", "sed", "sha256sum", "tar", "uname"}

// server is where releases are: files by path, unless serve says otherwise.
type server struct {
	*httptest.Server
	files map[string][]byte
}

func newServer(t *testing.T, files map[string][]byte) *server {
	s := &server{files: files}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if file, ok := s.files[r.URL.Path]; ok {
			w.Write(file)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// release returns the files of a release with programs that print text.
func release(t *testing.T, version, text string) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		write(t, filepath.Join(dir, program), "#!/bin/sh\necho "+text+"\n")
	}
	return packed(t, dir, version)
}

// archiveOf returns the name of the archive that install.sh asks for here. It depends
// on uname, which may name another processor than the one that Go compiles for.
func archiveOf(t *testing.T, version string) string {
	t.Helper()
	machine, err := exec.Command("uname", "-m").Output()
	if err != nil {
		t.Fatal(err)
	}
	processor := strings.TrimSpace(string(machine))
	processor = cmp.Or(map[string]string{"x86_64": "amd64", "aarch64": "arm64"}[processor], processor)
	return fmt.Sprintf("amika_%s_%s_%s.tar.gz", version, runtime.GOOS, processor)
}

// packed returns the files of a release with the programs in a directory.
func packed(t *testing.T, dir, version string) map[string][]byte {
	t.Helper()
	archive := archiveOf(t, version)
	path := filepath.Join(t.TempDir(), archive)
	run(t, dir, "tar", "-czf", path, "amika", "amika-login", "amika-extract")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sums := fmt.Sprintf("%064d  other.tar.gz\n%x  %s\n", 0, sha256.Sum256(content), archive)
	return map[string][]byte{
		"/latest.txt":                     []byte(version + "\n"),
		"/v" + version + "/" + archive:    content,
		"/v" + version + "/checksums.txt": []byte(sums),
	}
}

// place is where install.sh runs.
type place struct {
	home, bin, path string
	env             []string
}

// newPlace makes a home directory in which an old version is installed.
func newPlace(t *testing.T, url string) *place {
	t.Helper()
	p := &place{home: t.TempDir(), path: toolsIn(t, append(tools, "curl")...)}
	p.bin = filepath.Join(p.home, ".local", "bin")
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		write(t, filepath.Join(p.bin, program), "old")
	}
	p.env = []string{"HOME=" + p.home, "AMIKA_INSTALL_URL=" + url, "SHELL=/bin/bash"}
	return p
}

// toolsIn makes a directory with links to programs, to be the whole of PATH.
func toolsIn(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skipf("%s is not installed", name)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// command returns the command that pipes the script into a shell.
func (p *place) command(t *testing.T, shell []string, script []byte) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(shell[0])
	if err != nil {
		t.Skipf("%s is not installed", shell[0])
	}
	cmd := exec.Command(path, shell[1:]...)
	cmd.Env = append(append(cmd.Env, "PATH="+p.path), p.env...)
	cmd.Dir = p.home
	cmd.Stdin = bytes.NewReader(script)
	return cmd
}

// install runs install.sh and returns its exit status and what it prints.
func (p *place) install(t *testing.T, shell []string) (status int, stdout, stderr string) {
	t.Helper()
	cmd := p.command(t, shell, script(t))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// script returns install.sh.
func script(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "install.sh"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// holds checks that a directory has exactly the programs, with this content.
func (p *place) holds(t *testing.T, content string) {
	t.Helper()
	entries, err := os.ReadDir(p.bin)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		is, err := os.ReadFile(filepath.Join(p.bin, entry.Name()))
		if err != nil || string(is) != content {
			t.Errorf("%s is %q, want %q (%v)", entry.Name(), is, content, err)
		}
	}
	if len(entries) != 3 {
		t.Errorf("%d files are there, want 3: %v", len(entries), entries)
	}
}

// write writes a program and the directories above it.
func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	// A child that another test forks now would hold the file open for writing, and
	// nobody could run it (ETXTBSY).
	syscall.ForkLock.RLock()
	err := os.WriteFile(path, []byte(content), 0o755)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
}

// inShells runs a test in each shell.
func inShells(t *testing.T, test func(t *testing.T, shell []string)) {
	t.Parallel()
	for _, shell := range shells {
		t.Run(strings.Join(shell, " "), func(t *testing.T) {
			t.Parallel()
			test(t, shell)
		})
	}
}
