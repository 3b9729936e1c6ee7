//go:build unix

package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"amika.dev/pkg/atomicfile"
)

// Root writes in a user's home, as sudo or a container leaves it: everything
// there must stay the user's.
func TestOwnerIsKept(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	t.Parallel()
	const user, other = 4711, 4712
	home := t.TempDir()
	give(t, home, user)
	f := atomicfile.New(filepath.Join(home, "state", "amika", "file.json"), limit)
	l := lock(t, f)
	_, temp := draft(t, l, f, limit)
	for _, path := range []string{home + "/state", home + "/state/amika", f.Path() + ".lock", temp} {
		wantOwner(t, path, user)
	}
	if err := l.Write(t.Context(), []byte("new")); err != nil {
		t.Fatal(err)
	}
	wantOwner(t, f.Path(), user)

	// The file decides before its directory does.
	give(t, f.Path(), other)
	if err := l.Write(t.Context(), []byte("newer")); err != nil {
		t.Fatal(err)
	}
	wantOwner(t, f.Path(), other)
	wantMode(t, f.Path(), 0o600)
}

func give(t *testing.T, path string, id int) {
	t.Helper()
	if err := os.Chown(path, id, id); errors.Is(err, syscall.EINVAL) {
		t.Skip("there are no other users in this user namespace")
	} else if err != nil {
		t.Fatal(err)
	}
}

func wantOwner(t *testing.T, path string, want uint32) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Sys().(*syscall.Stat_t); got.Uid != want || got.Gid != want {
		t.Errorf("%s belongs to %d:%d, want %d", filepath.Base(path), got.Uid, got.Gid, want)
	}
}
