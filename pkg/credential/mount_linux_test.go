package credential_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"amika.dev/pkg/credential"
)

// mountVariable names, in the process that has mounts of its own, the file
// that it mounts.
const mountVariable = "CREDENTIAL_TEST_MOUNT"

// Logout leaves nothing in a file that is a mount, and then there is none.
func TestRemoveAMount(t *testing.T) {
	if outside := os.Getenv(mountVariable); outside != "" {
		removeMount(t, outside)
		return
	}
	t.Parallel()
	if exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("no mounts of one's own here")
	}
	outside := filepath.Join(t.TempDir(), "outside.json")
	if err := os.WriteFile(outside, []byte(goodSession), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("unshare", "--mount", os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), mountVariable+"="+outside)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if left, err := os.ReadFile(outside); err != nil || string(left) != "{\n}\n" {
		t.Errorf("left is %q, %v", left, err)
	}
}

func removeMount(t *testing.T, outside string) {
	w := newWorld(t, map[string]string{"workos-session.json": ""}, nil)
	inside := w.SessionFile().Path()
	if err := syscall.Mount(outside, inside, "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(inside, 0) })
	for _, want := range []bool{true, false} {
		if removed, err := w.SessionFile().Remove(t.Context()); removed != want || err != nil {
			t.Errorf("got %v, %v; want %v", removed, err, want)
		}
	}
	if active, err := w.Active(t.Context()); err != nil || active.Method != credential.None {
		t.Errorf("got %v, %v", active, err)
	}
	w.wantWarnings(t)
}
