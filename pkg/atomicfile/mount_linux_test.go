package atomicfile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"amika.dev/pkg/atomicfile"
)

// mountVariable holds, in the process that has mounts of its own, the
// directory to work in.
const mountVariable = "ATOMICFILE_TEST_MOUNT"

// What the kernel really says about a file that is a mount, in a process with
// mounts of its own, which takes root or a kernel that lets users have them.
func TestARealMountIsWrittenInPlace(t *testing.T) {
	if dir := os.Getenv(mountVariable); dir != "" {
		writeAndRemoveMount(t, dir)
		return
	}
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"inside.json", "outside.json"} {
		put(t, filepath.Join(dir, name), "the old one")
	}
	if exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("no mounts of one's own here")
	}
	cmd := exec.Command("unshare", "--mount", os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), mountVariable+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	wantContent(t, filepath.Join(dir, "outside.json"), "new")
	wantContent(t, filepath.Join(dir, "inside.json"), "the old one")
}

func writeAndRemoveMount(t *testing.T, dir string) {
	inside := filepath.Join(dir, "inside.json")
	if err := syscall.Mount(filepath.Join(dir, "outside.json"), inside, "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	l := lock(t, atomicfile.New(inside, limit))
	if err := l.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	if removed, err := l.Remove(); removed || err == nil || err.Error() != "removing "+inside+": it is a mount of its own" {
		t.Errorf("Remove: %v, %v", removed, err)
	}
}
