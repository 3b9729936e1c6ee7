//go:build unix

package regular_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"amika.dev/pkg/regular"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("content"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, path+".link"); err != nil {
		t.Fatal(err)
	}
	f, err := regular.Open(path + ".link")
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil || string(data) != "content" || f.Size() != 7 || f.Perm() != 0o640 {
		t.Errorf("got %q, %v, %d bytes, mode %v", data, err, f.Size(), f.Perm())
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("got %v, %v", info, err)
	}
}

// None of these is waited for, and the errors are bare.
func TestOpenWhatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, make := range map[string]func(path string) error{
		"fifo":   func(p string) error { return syscall.Mkfifo(p, 0o600) },
		"device": func(p string) error { return os.Symlink("/dev/tty", p) },
		"dir":    func(p string) error { return os.Mkdir(p, 0o700) },
	} {
		path := filepath.Join(dir, name)
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		if _, err := regular.Open(path); err != regular.ErrNotRegular {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := regular.Open(filepath.Join(dir, "absent")); err != syscall.ENOENT {
		t.Errorf("absent: got %v", err)
	}
}
