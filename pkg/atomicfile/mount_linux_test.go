package atomicfile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"amika.dev/pkg/atomicfile"
)

// What the kernel really says about a file that is a mount.
func TestARealMountIsWrittenInPlace(t *testing.T) {
	if dir := childDirectory(); dir != "" {
		f := mounted(t, dir, filepath.Join(dir, "outside.json"), 0)
		l := lock(t, f)
		d := prepared(t, l, limit)
		if err := d.Prove([]byte("the old one")); err != nil {
			t.Fatal(err)
		}
		if err := d.Commit([]byte("new"), nil); err != nil {
			t.Fatal(err)
		}
		if removed, err := l.Remove(); removed || err == nil || err.Error() != "removing "+f.Path()+": it is a mount of its own" {
			t.Errorf("Remove: %v, %v", removed, err)
		}
		return
	}
	t.Parallel()
	dir := twoFiles(t)
	withMounts(t, dir)
	wantContent(t, filepath.Join(dir, "outside.json"), "new")
	wantContent(t, filepath.Join(dir, "file.json"), "the old one")
}

// People lend a login to a container by mounting the file read-only.
func TestAReadOnlyMountIsNoticed(t *testing.T) {
	if dir := childDirectory(); dir != "" {
		f := mounted(t, dir, filepath.Join(dir, "outside.json"), syscall.MS_RDONLY)
		if err := prepared(t, lock(t, f), limit).Prove([]byte("the old one")); !errors.Is(err, syscall.EROFS) {
			t.Errorf("got %v", err)
		}
		return
	}
	t.Parallel()
	dir := twoFiles(t)
	withMounts(t, dir)
	wantContent(t, filepath.Join(dir, "outside.json"), "the old one")
}

// The mounted file is on a disk of its own, which is full.
func TestAFullDiskBelowAMount(t *testing.T) {
	if dir := childDirectory(); dir != "" {
		small := filepath.Join(dir, "small")
		if err := errors.Join(os.Mkdir(small, 0o700), syscall.Mount("tmpfs", small, "tmpfs", 0, "size=64k")); err != nil {
			t.Fatal(err)
		}
		outside := filepath.Join(small, "outside.json")
		put(t, outside, "the old one")
		fill, err := os.Create(filepath.Join(small, "fill"))
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = fill.Write(make([]byte, 1<<10))
		}
		f := mounted(t, dir, outside, 0)
		l := lock(t, f)
		if err := prepared(t, l, 16<<10).Prove([]byte("the old one")); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("Prove: got %v", err)
		}
		wantContent(t, outside, "the old one")
		if err := l.Write(t.Context(), bytes.Repeat([]byte("new "), 8<<10)); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("Write: got %v", err)
		}
		wantContent(t, outside, "the old one")
		return
	}
	t.Parallel()
	withMounts(t, twoFiles(t))
}

// twoFiles returns a directory with a file, and one to be mounted there.
func twoFiles(t *testing.T) string {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "file.json"), "the old one")
	put(t, filepath.Join(dir, "outside.json"), "the old one")
	return dir
}

// mounted returns dir/file.json after mounting outside there.
func mounted(t *testing.T, dir, outside string, flags uintptr) *atomicfile.File {
	t.Helper()
	path := filepath.Join(dir, "file.json")
	err := syscall.Mount(outside, path, "", syscall.MS_BIND, "")
	if err == nil && flags != 0 {
		err = syscall.Mount("", path, "", syscall.MS_BIND|syscall.MS_REMOUNT|flags, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return atomicfile.New(path, limit)
}
