package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAppendFileTakesBack holds that a disk that gets full while assignments are
// appended leaves the file as it was: half a value would swallow what follows it.
func TestAppendFileTakesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=8k"); err != nil {
		t.Skip("a file system of limited size can't be mounted here: ", err)
	}
	defer func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) }()
	path := filepath.Join(dir, "env")
	before := "OLD=" + strings.Repeat("1", 5000)
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	err := appendFile(path, []byte("NEW<<END\n"+strings.Repeat("2", 10000)+"\nEND\n"))
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the error is %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != before {
		t.Errorf("%d bytes are left of %d: %v", len(after), len(before), err)
	}
	if err := appendFile(path, []byte("NEW=2\n")); err != nil {
		t.Error(err)
	}
	if after, _ := os.ReadFile(path); string(after) != before+"\nNEW=2\n" {
		t.Errorf("it ends in %q", after[len(after)-20:])
	}
}
