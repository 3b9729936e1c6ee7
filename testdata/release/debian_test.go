//go:build linux && !race

package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// needs skips the test unless it runs as root on a machine with these programs.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can change the root directory")
	}
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
}

// debianRoot makes a root directory with a Debian in it, which is that of
// DEBIAN_ROOT if it is set. That one is left as it was found.
func debianRoot(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("DEBIAN_ROOT"); dir != "" {
		return dir
	}
	system := strings.Fields(run(t, "/", "sh", "-c", `. /etc/os-release && echo "$ID $VERSION_CODENAME"`))
	if len(system) != 2 {
		t.Skip("this is neither Debian nor derived from it")
	}
	dir := t.TempDir()
	args := []string{"--quiet", "--variant=apt", "--include=bash-completion,zsh,fish,man-db", system[1], dir}
	// Where this machine has its packages from, unless that is a list of mirrors in a
	// file of its own.
	for _, sources := range []string{"/etc/apt/sources.list.d/" + system[0] + ".sources", "/etc/apt/sources.list"} {
		if text, err := os.ReadFile(sources); err == nil && strings.Contains(string(text), system[1]) && !strings.Contains(string(text), "mirror+file:") {
			args = append(args, sources)
			break
		}
	}
	run(t, "/", "mmdebstrap", args...)
	return dir
}

// TestSnapshotLintian asks Debian's checker about each package.
func TestSnapshotLintian(t *testing.T) {
	dir, _ := snapshot(t)
	needs(t, "lintian")
	paths, err := filepath.Glob(filepath.Join(dir, "*.deb"))
	if err != nil || len(paths) != 6 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		if out, err := exec.Command("lintian", "--fail-on", "error", path).Output(); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(path), err, out)
		}
	}
}

// TestSnapshotDebian installs, upgrades, removes and purges the packages in a
// fresh Debian, where shells and man find what is for them.
func TestSnapshotDebian(t *testing.T) {
	dir, version := snapshot(t)
	needs(t, "mmdebstrap", "dpkg-deb", "chroot")
	root := debianRoot(t)
	in := func(script string) string {
		t.Helper()
		return run(t, root, "chroot", root, "/usr/bin/env", "-i", "HOME=/root", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
			"DEBIAN_FRONTEND=noninteractive", "bash", "-ec", script)
	}
	packages := filepath.Join(root, "packages")
	if err := os.MkdirAll(packages, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(packages)
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		paths, err := filepath.Glob(filepath.Join(dir, program+"_*_"+strings.TrimSpace(run(t, "/", "dpkg", "--print-architecture"))+".deb"))
		if err != nil || len(paths) != 1 {
			t.Fatal(paths, err)
		}
		run(t, packages, "cp", paths[0], program+"_new.deb")
		// The same as an older version.
		run(t, packages, "dpkg-deb", "--raw-extract", paths[0], "old")
		run(t, packages, "sed", "-i", "s/^Version: .*/Version: 0.0.0/", "old/DEBIAN/control")
		run(t, packages, "dpkg-deb", "--root-owner-group", "--build", "old", program+"_old.deb")
		run(t, packages, "rm", "-r", "old")
	}
	write(t, filepath.Join(root, "root", ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-fake"}`)
	const key = "OPENAI_API_KEY='sk-fake'\nCODEX_API_KEY='sk-fake'\n"
	// man's own cache of the pages that it has shown doesn't count.
	const find = "find / -xdev -path /var/cache/man -prune -o -name '*amika*' -print | sort"
	before := in(find)

	in("apt-get install -qq /packages/amika-extract_old.deb")
	if out := in("amika-extract"); out != key {
		t.Errorf("amika-extract prints %q", out)
	}
	in("apt-get install -qq /packages/*_new.deb")
	if out := in("amika auth extract"); out != key {
		t.Errorf("amika auth extract prints %q", out)
	}
	if out := in("amika version"); strings.Count(out, " "+version+" (") != 3 {
		t.Errorf("amika version prints %s", out)
	}
	if out := in("dpkg -V amika amika-login amika-extract"); out != "" {
		t.Errorf("dpkg finds changes:\n%s", out)
	}
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		if out := in("man " + program + " | head -n 1"); !strings.Contains(out, strings.ToUpper(program)+"(1)") {
			t.Errorf("man %s prints %q", program, out)
		}
		if out := in(". /usr/share/bash-completion/bash_completion; _completion_loader " + program + " || :; complete -p " + program); !strings.HasSuffix(out, " "+program+"\n") {
			t.Errorf("bash completes %s by %q", program, out)
		}
		if out := in(`zsh -fc 'autoload -Uz compinit; compinit -u -d /tmp/zcompdump; print $_comps[` + program + `]'; rm -f /tmp/zcompdump`); out != "_"+program+"\n" {
			t.Errorf("zsh completes %s by %q", program, out)
		}
		if out := in(`fish -c 'complete --do-complete "` + program + ` "'`); !regexp.MustCompile(`(?m)^completion\t`).MatchString(out) {
			t.Errorf("fish completes %s by %q", program, out)
		}
	}

	in("apt-get remove -qq amika")
	if out := in("amika-extract"); out != key {
		t.Errorf("without amika, amika-extract prints %q", out)
	}
	in("apt-get purge -qq amika-login amika-extract; rm -r /root/.codex")
	after := in(find)
	if !slices.Equal(strings.Fields(after), strings.Fields(before)) {
		t.Errorf("what is left:\n%s", after)
	}
}
