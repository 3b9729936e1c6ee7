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
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInstallScriptRefuses checks that the old version stays, and nothing else,
// when something is wrong.
func TestInstallScriptRefuses(t *testing.T) {
	archive := archiveOf(t, "2.0.0")
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
		{"no program", func(files map[string][]byte, p *place) { p.env = append(p.env, "AMIKA_PROGRAMS= ") }, `^install.sh: AMIKA_PROGRAMS names no program\n$`},
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

// TestInstallScriptOfAnother checks that a directory that can't be written is an
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

// TestInstallScriptFullDisk checks that a file that can't be written whole is not
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
