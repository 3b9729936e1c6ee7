package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeedIntoMount holds that a file which is a mount of its own, as docker makes
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
	if got := entries(t, filepath.Dir(mounted)); len(got) != 1 {
		t.Errorf("what is left behind: %q", got)
	}
}

// TestSeedOwners holds that what root writes for somebody else is theirs.
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
