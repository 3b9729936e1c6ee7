//go:build unix

package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A sweep removes only files that a writer can have left behind.
func TestOnlyStaleFilesAreSwept(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	in := func(name string) string { return filepath.Join(filepath.Dir(f.Path()), name) }
	put(t, in(".file.json.1.tmp"), "left behind")
	put(t, in(".file.json.tmp"), "somebody's")
	put(t, in(".file.json.x1.tmp"), "somebody's")
	put(t, in(".other.json.1.tmp"), "another file's")
	err := errors.Join(
		os.Mkdir(in(".file.json.2.tmp"), 0o700),
		os.Symlink("nowhere", in(".file.json.3.tmp")),
		syscall.Mkfifo(in(".file.json.4.tmp"), 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := lock(t, f).Write(t.Context(), []byte("new")); err != nil {
		t.Fatal(err)
	}
	wantNames(t, f, ".file.json.2.tmp", ".file.json.3.tmp", ".file.json.4.tmp", ".file.json.tmp", ".file.json.x1.tmp",
		".other.json.1.tmp", "file.json", "file.json.lock")
}
