//go:build unix

package atomicfile_test

import (
	"os"
	"os/exec"
	"testing"
)

// childVariable holds, in a process that a test has started to run the same
// test, the directory to work in.
const childVariable = "ATOMICFILE_TEST_DIRECTORY"

// childDirectory returns the directory to work in, or "" if this is not a
// child.
func childDirectory() string { return os.Getenv(childVariable) }

// child is the same test in a process of its own, which prefix may change
// before it starts.
func child(t *testing.T, dir string, prefix ...string) *exec.Cmd {
	words := append(prefix, os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	return cmd
}

// run runs a child to its end.
func run(t *testing.T, dir string, prefix ...string) {
	t.Helper()
	if out, err := child(t, dir, prefix...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// withMounts starts the same test in a process with mounts of its own, which
// takes root or a kernel that lets users have them.
func withMounts(t *testing.T, dir string) {
	t.Helper()
	if exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("no mounts of one's own here")
	}
	run(t, dir, "unshare", "--mount")
}
