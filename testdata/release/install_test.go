//go:build unix && !race

package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

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

// TestInstallScriptChoices checks what the variables do.
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
		p.env = append(p.env, "AMIKA_INSTALL_DIR="+dir, "AMIKA_PROGRAMS= amika-extract  amika-extract", "AMIKA_VERSION=v1.9.0-rc.1", "SHELL=/usr/bin/fish")
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
