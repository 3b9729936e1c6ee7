package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeedIntoMount checks that a file which is a mount of its own, as docker makes
// one, is written in place.
func TestSeedIntoMount(t *testing.T) {
	t.Parallel()
	if exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("no mounts of one's own here")
	}
	home, box := t.TempDir(), t.TempDir()
	putLogin(t, home, 5)
	mounted := filepath.Join(box, ".claude", ".credentials.json")
	outside := filepath.Join(t.TempDir(), "outside")
	write(t, mounted, "")
	write(t, outside, strings.Repeat("an older and longer one ", 1000))
	if err := os.Chmod(outside, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("unshare", "--mount", "sh", "-c", `mount --bind "$1" "$2" && "$3" seed --into "$4"`, "sh",
		outside, mounted, filepath.Join(programs(t), "amika-extract"), box)
	cmd.Env = environ("HOME="+home, "PATH="+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(outside)
	if err != nil || !strings.Contains(string(text), `"accessToken":"access-5-`) || !strings.HasSuffix(string(text), "}}") {
		t.Errorf("%v: %.200q", err, text)
	}
	if info, err := os.Stat(outside); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", info.Mode(), err)
	}
	if got := entries(t, filepath.Dir(mounted)); len(got) != 1 {
		t.Errorf("what is left behind: %q", got)
	}
}

// TestSeedOwners checks that what root writes for somebody else is theirs.
func TestSeedOwners(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can")
	}
	home, box := t.TempDir(), t.TempDir()
	putLogin(t, home, 5)
	if err := os.Chown(box, 1234, 1234); err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(filepath.Join(programs(t), "amika-extract"), "seed", "--into", box)
	cmd.Env = environ("HOME=" + home)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command("find", box, "!", "-user", "1234").CombinedOutput()
	if err != nil || len(out) != 0 {
		t.Errorf("%v: these are not theirs: %s", err, out)
	}
}

// TestSeedIntoFullDisk checks that a disk that is full leaves the old files as they
// are, and nothing else behind.
func TestSeedIntoFullDisk(t *testing.T) {
	t.Parallel()
	if exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("no mounts of one's own here")
	}
	home, box := t.TempDir(), t.TempDir()
	putLogin(t, home, 5)
	script := `mount -t tmpfs -o size=16k tmpfs "$1" && "$2" seed --into "$1" &&
		cp "$1/.claude/.credentials.json" "$3/kept" && head -c 4096 /dev/zero >"$1/filler" && cp "$3/next" "$HOME/.claude/.credentials.json" &&
		{ "$2" seed --into "$1"; echo "status $?"; cmp "$1/.claude/.credentials.json" "$3/kept" && find "$1" -name '.amika*'; }`
	dir := t.TempDir()
	write(t, filepath.Join(dir, "next"), `{"claudeAiOauth": {"accessToken": "access-6-`+strings.Repeat("y", 8000)+`", "expiresAt": 4102444800000, "scopes": ["x"]}}`)
	cmd := exec.Command("unshare", "--mount", "sh", "-c", script, "sh", box, filepath.Join(programs(t), "amika-extract"), dir)
	cmd.Env = environ("HOME="+home, "PATH="+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "/.claude/.credentials.json: no space left on device\nhint: free some space there\nstatus 1\n") || strings.Contains(string(out), "/.amika") {
		t.Errorf("%v\n%s", err, out)
	}
}
