//go:build unix && !race

package release

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
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

// packed returns the files of a release with the programs in a directory.
func packed(t *testing.T, dir, version string) map[string][]byte {
	t.Helper()
	archive := fmt.Sprintf("amika_%s_%s_%s.tar.gz", version, runtime.GOOS, runtime.GOARCH)
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

// TestInstallScript installs the real programs and runs one as its user would.
func TestInstallScript(t *testing.T) {
	bin := t.TempDir()
	run(t, root, "make", "build", "BIN="+bin, "VERSION=1.2.3", "REVISION=abcdef")
	files := packed(t, bin, "1.2.3")
	inShells(t, func(t *testing.T, shell []string) {
		s := newServer(t, files)
		p := newPlace(t, s.URL+"/")
		write(t, filepath.Join(p.home, ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-fake"}`)
		status, stdout, stderr := p.install(t, shell)
		want := "Installed in " + p.bin + ": amika amika-login amika-extract 1.2.3\n" +
			"To find them, add to ~/.bashrc: export PATH='" + p.bin + "':\"$PATH\"\n"
		if status != 0 || stdout != want || stderr != "" {
			t.Fatalf("status %d, stdout %q, stderr %q", status, stdout, stderr)
		}
		amika := exec.Command(filepath.Join(p.bin, "amika"), "auth", "extract")
		amika.Env = []string{"HOME=" + p.home}
		if out, err := amika.CombinedOutput(); err != nil || string(out) != "OPENAI_API_KEY='sk-fake'\nCODEX_API_KEY='sk-fake'\n" {
			t.Errorf("amika auth extract prints %q (%v)", out, err)
		}
		if out := run(t, p.home, filepath.Join(p.bin, "amika"), "version"); strings.Count(out, " 1.2.3 (abcdef, ") != 3 {
			t.Errorf("amika version prints %s", out)
		}
		// Again, now that it is on PATH behind another.
		other := t.TempDir()
		write(t, filepath.Join(other, "amika"), "#!/bin/sh\n")
		p.path += ":" + other + ":" + p.bin
		status, stdout, stderr = p.install(t, shell)
		want = "Installed in " + p.bin + ": amika amika-login amika-extract 1.2.3\n" +
			"note: " + other + "/amika comes before it on PATH\n"
		if status != 0 || stdout != want || stderr != "" {
			t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
		}
	})
}

// TestInstallScriptTools installs with the tools that a machine may have.
func TestInstallScriptTools(t *testing.T) {
	t.Parallel()
	s := newServer(t, release(t, "2.0.0", "new"))
	without := func(name string) []string {
		var rest []string
		for _, tool := range tools {
			if tool != name {
				rest = append(rest, tool)
			}
		}
		return rest
	}
	for name, path := range map[string]func(t *testing.T) string{
		"wget": func(t *testing.T) string { return toolsIn(t, append(tools, "wget")...) },
		"shasum": func(t *testing.T) string {
			return toolsIn(t, append(without("sha256sum"), "curl", "shasum", "perl")...)
		},
		"openssl": func(t *testing.T) string { return toolsIn(t, append(without("sha256sum"), "curl", "openssl")...) },
		"busybox": func(t *testing.T) string {
			busybox, err := exec.LookPath("busybox")
			if err != nil {
				t.Skip("busybox is not installed")
			}
			dir := t.TempDir()
			for _, tool := range append(tools, "wget") {
				if err := os.Symlink(busybox, filepath.Join(dir, tool)); err != nil {
					t.Fatal(err)
				}
			}
			return dir
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, s.URL)
			p.path = path(t)
			shell := []string{"dash"}
			if name == "busybox" {
				shell = []string{"busybox", "sh"}
			}
			if status, _, stderr := p.install(t, shell); status != 0 || stderr != "" {
				t.Errorf("status %d, stderr %q", status, stderr)
			}
			p.holds(t, "#!/bin/sh\necho new\n")
		})
	}
}

// TestInstallScriptChoices holds what the variables do.
func TestInstallScriptChoices(t *testing.T) {
	files := release(t, "2.0.0", "new")
	for path, file := range release(t, "1.9.0-rc.1", "older") {
		if path != "/latest.txt" {
			files[path] = file
		}
	}
	s := newServer(t, files)
	inShells(t, func(t *testing.T, shell []string) {
		p := newPlace(t, s.URL)
		dir := "it's a/new \"$place\""
		p.env = append(p.env, "AMIKA_INSTALL_DIR="+dir, "AMIKA_PROGRAMS=amika-extract", "AMIKA_VERSION=v1.9.0-rc.1", "SHELL=/usr/bin/fish")
		status, stdout, stderr := p.install(t, shell)
		path := filepath.Join(p.home, dir)
		want := "Installed in " + path + ": amika-extract 1.9.0-rc.1\n" +
			"To find them, run: fish_add_path '" + strings.ReplaceAll(path, "'", `'\''`) + "'\n"
		if status != 0 || stdout != want || stderr != "" {
			t.Errorf("status %d, stdout %q, stderr %q, want %q", status, stdout, stderr, want)
		}
		if out := run(t, p.home, filepath.Join(path, "amika-extract")); out != "older\n" {
			t.Errorf("the program prints %q", out)
		}
		p.holds(t, "old")
		p.bin = path
		if entries, err := os.ReadDir(path); err != nil || len(entries) != 1 {
			t.Errorf("there are %v, want the program alone (%v)", entries, err)
		}
	})
}

// TestInstallScriptRefuses holds that the old version stays, and nothing else,
// when something is wrong.
func TestInstallScriptRefuses(t *testing.T) {
	archive := fmt.Sprintf("amika_2.0.0_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	file, sums := "/v2.0.0/"+archive, "/v2.0.0/checksums.txt"
	good := release(t, "2.0.0", "new")
	summed := func(files map[string][]byte, content []byte) {
		files[file] = content
		files[sums] = fmt.Appendf(nil, "%x *%s\n", sha256.Sum256(content), archive)
	}
	foreign := t.TempDir()
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		write(t, filepath.Join(foreign, program), "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00")
	}
	cases := []struct {
		name   string
		spoil  func(files map[string][]byte, p *place)
		stderr string
	}{
		{"another checksum", func(files map[string][]byte, p *place) { files[file] = append(files[file], 0) },
			archive + ` is not what checksums.txt says: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}\n$`},
		{"truncated", func(files map[string][]byte, p *place) { files[file] = files[file][:100] }, `is not what checksums.txt says`},
		{"no checksum", func(files map[string][]byte, p *place) { files[sums] = []byte("00  " + archive + ".sig\n") }, `checksums.txt has no SHA-256 of ` + archive},
		{"escapes for a checksum", func(files map[string][]byte, p *place) { files[sums] = []byte("\x1b[31m  " + archive + "\n") }, `checksums.txt has no SHA-256 of `},
		{"no such file", func(files map[string][]byte, p *place) { delete(files, file) }, `404(.|\n)*can't get http://\S+/v2.0.0/` + archive},
		{"no such version", func(files map[string][]byte, p *place) { p.env = append(p.env, "AMIKA_VERSION=3.0.0") }, `can't get http://\S+/v3.0.0/checksums.txt`},
		{"a path for a version", func(files map[string][]byte, p *place) { p.env = append(p.env, "AMIKA_VERSION=2/../x") }, `^install.sh: AMIKA_VERSION is not a version, such as 0.1.0\n$`},
		{"a page for a version", func(files map[string][]byte, p *place) { files["/latest.txt"] = []byte("<html>\x1b[31m") }, `^install.sh: http://\S+/latest.txt is not a version, such as 0.1.0\n$`},
		{"an empty version", func(files map[string][]byte, p *place) { files["/latest.txt"] = nil }, `latest.txt is not a version`},
		{"no server", func(files map[string][]byte, p *place) {
			p.env = append(p.env, "AMIKA_INSTALL_URL=http://127.0.0.1:1")
		}, `can't get http://127.0.0.1:1/latest.txt`},
		{"no https", func(files map[string][]byte, p *place) {
			p.env = append(p.env, "AMIKA_INSTALL_URL=http://127.0.0.1.example.com")
		}, `^install.sh: AMIKA_INSTALL_URL is neither https nor on this machine\n$`},
		{"no archive", func(files map[string][]byte, p *place) { summed(files, []byte("<html>")) }, `can't unpack ` + archive},
		{"another processor's", func(files map[string][]byte, p *place) {
			summed(files, packed(t, foreign, "2.0.0")[file])
		}, `the amika of ` + archive + ` does not run here\n$`},
		{"unknown processor", func(files map[string][]byte, p *place) {
			fakeUname(t, p, "Linux", "sparc64")
		}, `^install.sh: there is no build for linux on sparc64: build from source\n$`},
		{"unknown system", func(files map[string][]byte, p *place) { fakeUname(t, p, "FreeBSD", "amd64") }, `^install.sh: there is no build for FreeBSD: build from source\n$`},
		{"windows", func(files map[string][]byte, p *place) {
			fakeUname(t, p, "MINGW64_NT-10.0-22631", "x86_64")
		}, `^install.sh: on Windows, unpack the zip file of a release\n$`},
		{"nothing to download with", func(files map[string][]byte, p *place) { os.Remove(filepath.Join(p.path, "curl")) }, `^install.sh: curl or wget is needed\n$`},
		{"nothing to check with", func(files map[string][]byte, p *place) { os.Remove(filepath.Join(p.path, "sha256sum")) }, `^install.sh: sha256sum, shasum or openssl is needed\n`},
		{"no home", func(files map[string][]byte, p *place) { p.env = append(p.env, "HOME=") }, `^install.sh: HOME is not set: set AMIKA_INSTALL_DIR\n$`},
		{"a tilde", func(files map[string][]byte, p *place) { p.env = append(p.env, "AMIKA_INSTALL_DIR=~/bin") }, `^install.sh: AMIKA_INSTALL_DIR begins with ~, `},
		{"no such program", func(files map[string][]byte, p *place) {
			p.env = append(p.env, "AMIKA_PROGRAMS=amika ../x")
		}, `^install.sh: AMIKA_PROGRAMS names something other than amika, amika-login and amika-extract\n$`},
		{"a file for a directory", func(files map[string][]byte, p *place) {
			p.env = append(p.env, "AMIKA_INSTALL_DIR="+p.bin+"/amika/bin")
		}, `can't write to \S+/amika/bin: set AMIKA_INSTALL_DIR to a directory of yours\n$`},
		{"nothing of a new directory stays", func(files map[string][]byte, p *place) {
			delete(files, file)
			p.env = append(p.env, "AMIKA_INSTALL_DIR="+p.bin+"/new/bin")
		}, `can't get `},
	}
	inShells(t, func(t *testing.T, shell []string) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				files := make(map[string][]byte)
				for path, content := range good {
					files[path] = bytes.Clone(content)
				}
				s := newServer(t, files)
				p := newPlace(t, s.URL)
				c.spoil(files, p)
				status, stdout, stderr := p.install(t, shell)
				if status != 1 || stdout != "" || !regexp.MustCompile(c.stderr).MatchString(stderr) {
					t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
				}
				if strings.Contains(stderr, "\x1b") {
					t.Errorf("the server speaks to the terminal: %q", stderr)
				}
				p.holds(t, "old")
			})
		}
	})
}

// fakeUname makes a machine that says it is another.
func fakeUname(t *testing.T, p *place, system, machine string) {
	t.Helper()
	path := filepath.Join(p.path, "uname")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, path, "#!/bin/sh\ncase $1 in -s) echo "+system+" ;; *) echo "+machine+" ;; esac\n")
}

// TestInstallScriptOfAnother holds that a directory that can't be written is an
// error before anything is downloaded, and that a directory in a program's
// place is not taken for the directory to move it to.
func TestInstallScriptOfAnother(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "http://127.0.0.1:1")
	os.Remove(filepath.Join(p.bin, "amika"))
	if err := os.Mkdir(filepath.Join(p.bin, "amika"), 0o755); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := p.install(t, []string{"dash"}); status != 1 || stderr != "install.sh: "+p.bin+"/amika is a directory\n" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	if os.Geteuid() == 0 {
		p.env = append(p.env, "AMIKA_INSTALL_DIR=/proc/self")
	} else {
		p.env = append(p.env, "AMIKA_INSTALL_DIR=/")
	}
	if status, _, stderr := p.install(t, []string{"dash"}); status != 1 || !strings.Contains(stderr, "install.sh: can't write to ") {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

// TestInstallScriptFullDisk holds that a file that can't be written whole is not
// installed. A limit on the size of files stands in for the disk.
func TestInstallScriptFullDisk(t *testing.T) {
	t.Parallel()
	s := newServer(t, release(t, "2.0.0", strings.Repeat("new", 1000)))
	for _, blocks := range []string{"0", "1", "2"} {
		p := newPlace(t, s.URL)
		cmd := p.command(t, []string{"dash"}, append([]byte("ulimit -f "+blocks+"\n"), script(t)...))
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 1 {
			t.Errorf("%s blocks: ended with %v, stderr %q", blocks, err, &errs)
		}
		p.holds(t, "old")
	}
}

// TestInstallScriptRunning replaces a program that is running.
func TestInstallScriptRunning(t *testing.T) {
	t.Parallel()
	s := newServer(t, release(t, "2.0.0", "new"))
	p := newPlace(t, s.URL)
	path, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip("sleep is not installed")
	}
	// Not by this process: a file that is open for writing can't be run.
	run(t, p.home, "cp", path, filepath.Join(p.bin, "amika"))
	running := exec.Command(filepath.Join(p.bin, "amika"), "60")
	if err := running.Start(); err != nil {
		t.Fatal(err)
	}
	defer running.Wait()
	defer running.Process.Kill()
	if status, _, stderr := p.install(t, []string{"dash"}); status != 0 || stderr != "" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	p.holds(t, "#!/bin/sh\necho new\n")
}

// TestInstallScriptInterrupted ends the script in the middle of a download.
func TestInstallScriptInterrupted(t *testing.T) {
	signals := []struct {
		name   string
		signal syscall.Signal
		group  bool
		status int
	}{
		{"SIGTERM", syscall.SIGTERM, false, 143},
		{"Ctrl-C", syscall.SIGINT, true, 130},
		{"hangup", syscall.SIGHUP, true, 129},
	}
	inShells(t, func(t *testing.T, shell []string) {
		for _, s := range signals {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				files := release(t, "2.0.0", "new")
				asked, gone := make(chan bool), make(chan bool)
				slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					file := files[r.URL.Path]
					if !strings.HasSuffix(r.URL.Path, ".gz") {
						w.Write(file)
						return
					}
					w.Header().Set("Content-Length", fmt.Sprint(len(file)))
					w.Write(file[:50])
					w.(http.Flusher).Flush()
					asked <- true
					<-r.Context().Done()
					close(gone)
				}))
				defer slow.Close()
				p := newPlace(t, slow.URL)
				cmd := p.command(t, shell, script(t))
				cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				select {
				case <-asked:
				case <-ctx.Done():
					t.Fatal("nothing was downloaded")
				}
				pid := cmd.Process.Pid
				if s.group {
					pid = -pid
				}
				if err := syscall.Kill(pid, s.signal); err != nil {
					t.Fatal(err)
				}
				err := cmd.Wait()
				var ended *exec.ExitError
				if !errors.As(err, &ended) || ended.ExitCode() != s.status {
					t.Errorf("ended with %v, want %d", err, s.status)
				}
				select {
				case <-gone: // and so is curl
				case <-ctx.Done():
					t.Error("the download goes on")
				}
				p.holds(t, "old")
			})
		}
	})
}

// TestInstallScriptCutOff runs what arrives of the script before a connection
// breaks: nothing happens before it is whole.
func TestInstallScriptCutOff(t *testing.T) {
	t.Parallel()
	s := newServer(t, release(t, "2.0.0", "new"))
	p := newPlace(t, s.URL)
	whole := script(t)
	end := len(bytes.TrimSuffix(whole, []byte(" \"$@\"\n")))
	for n := end - 1; n > 0; n -= 7 {
		cmd := p.command(t, []string{"dash"}, whole[:n])
		var out bytes.Buffer
		cmd.Stdout = &out
		cmd.Run()
		if out.Len() > 0 {
			t.Errorf("the first %d bytes print %q", n, &out)
		}
	}
	p.holds(t, "old")
}
