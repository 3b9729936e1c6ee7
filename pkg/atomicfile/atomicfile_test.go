//go:build unix

package atomicfile_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/atomicfile"
)

const limit = 1 << 10

// at is a file in a directory of its own, with content unless that is empty.
func at(t *testing.T, content string) *atomicfile.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.json")
	if content != "" {
		put(t, path, content)
	}
	return atomicfile.New(path, limit)
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func lock(t *testing.T, f *atomicfile.File) *atomicfile.Lock {
	t.Helper()
	l, err := f.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Unlock)
	return l
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func timeout(t *testing.T, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), limit)
}

func wantContent(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", filepath.Base(path), got, err, want)
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != want {
		t.Errorf("%s has mode %v, want %v", filepath.Base(path), info.Mode().Perm(), want)
	}
}

// wantNames compares the names in the file's directory.
func wantNames(t *testing.T, f *atomicfile.File, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(f.Path()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if len(got) != len(want) {
		t.Fatalf("the directory holds %q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("the directory holds %q, want %q", got, want)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		old  string
		mode fs.FileMode // of the old file
		data []byte
	}{
		{"a new file", "", 0, []byte("new")},
		{"a shorter one", "something longer", 0o600, []byte("new")},
		{"a longer one", "old", 0o600, bytes.Repeat([]byte("new"), 300)},
		{"an empty one", "old", 0o600, nil},
		{"one that others could read", "old", 0o644, []byte("new")},
		{"one that nobody can write", "old", 0o400, []byte("new")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := at(t, tt.old)
			if tt.old != "" {
				if err := os.Chmod(f.Path(), tt.mode); err != nil {
					t.Fatal(err)
				}
			}
			if err := lock(t, f).Write(t.Context(), tt.data); err != nil {
				t.Fatal(err)
			}
			wantContent(t, f.Path(), string(tt.data))
			wantMode(t, f.Path(), 0o600)
			wantMode(t, f.Path()+".lock", 0o600)
			wantNames(t, f, "file.json", "file.json.lock")
		})
	}
}

// A umask belongs to the whole process, so this test is not parallel.
func TestModesWhateverTheUmask(t *testing.T) {
	dir := t.TempDir()
	for _, umask := range []int{0, 0o777} {
		old := syscall.Umask(umask)
		f := atomicfile.New(filepath.Join(dir, "a", "b", "file.json"), limit)
		l, err := f.Lock(t.Context())
		if err == nil {
			err = l.Write(t.Context(), []byte("new"))
			l.Unlock()
		}
		syscall.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		for _, created := range []string{dir + "/a", dir + "/a/b"} {
			wantMode(t, created, 0o700)
		}
		wantMode(t, f.Path(), 0o600)
		wantMode(t, f.Path()+".lock", 0o600)
		if err := os.RemoveAll(dir + "/a"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnExistingDirectoryIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	if err := os.Chmod(filepath.Dir(f.Path()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := lock(t, f).Write(t.Context(), []byte("new")); err != nil {
		t.Fatal(err)
	}
	wantMode(t, filepath.Dir(f.Path()), 0o755)
}

func TestAFileWhereADirectoryBelongs(t *testing.T) {
	t.Parallel()
	f := at(t, "in the way")
	_, err := atomicfile.New(filepath.Join(f.Path(), "a", "file.json"), limit).Lock(t.Context())
	if want := "creating the directory " + f.Path() + "/a: " + f.Path() + " is a file"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	wantContent(t, f.Path(), "in the way")
}

func TestAMountIsWrittenInPlace(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"new", "something much longer than the old one"} {
		f := at(t, "the old one")
		f.SetRename(func(from, to string) error {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EBUSY}
		})
		f.SetTruncate(func(file *os.File, size int64) error {
			// Killed here, the file is whole.
			content, err := os.ReadFile(f.Path())
			if err != nil || strings.TrimRight(string(content), " ") != data {
				t.Errorf("before it is cut, the file holds %q, %v", content, err)
			}
			return file.Truncate(size)
		})
		before, err := os.Stat(f.Path())
		if err != nil {
			t.Fatal(err)
		}
		if err := lock(t, f).Write(t.Context(), []byte(data)); err != nil {
			t.Fatal(err)
		}
		wantContent(t, f.Path(), data)
		wantNames(t, f, "file.json", "file.json.lock")
		after, err := os.Stat(f.Path())
		if err != nil || !os.SameFile(before, after) {
			t.Errorf("the file was replaced: %v", err)
		}
	}
}

func TestAnotherFailureLeavesTheOldFile(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	f.SetRename(func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EIO}
	})
	err := lock(t, f).Write(t.Context(), []byte("new"))
	if !errors.Is(err, syscall.EIO) || err.Error() != "writing "+f.Path()+": input/output error" {
		t.Errorf("got %v", err)
	}
	wantContent(t, f.Path(), "old")
	wantNames(t, f, "file.json", "file.json.lock")
}

func TestRemoveIsIdempotent(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	l := lock(t, f)
	for _, want := range []bool{true, false} {
		if removed, err := l.Remove(); removed != want || err != nil {
			t.Errorf("got %v, %v; want %v", removed, err, want)
		}
	}
	wantNames(t, f, "file.json.lock")
}

// The spaces behind it do no harm if the file can't be cut.
func TestInPlaceWithoutCutting(t *testing.T) {
	t.Parallel()
	f := at(t, "the old one")
	f.SetTruncate(func(*os.File, int64) error { return syscall.EIO })
	if err := f.Overwrite([]byte("new")); err != nil {
		t.Fatal(err)
	}
	wantContent(t, f.Path(), "new        ")
}

func TestOverwrite(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	if err := f.Overwrite([]byte("{}")); err != nil {
		t.Fatal(err)
	}
	wantContent(t, f.Path(), "{}")
	wantNames(t, f, "file.json")
	remove(t, f.Path())
	if err := f.Overwrite([]byte("{}")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	wantNames(t, f)
}

func TestIsTransient(t *testing.T) {
	t.Parallel()
	for _, number := range []syscall.Errno{syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		if !atomicfile.IsTransient(&fs.PathError{Op: "open", Path: "x", Err: number}) {
			t.Errorf("%v is not", number)
		}
	}
	for _, err := range []error{nil, syscall.ENOENT, syscall.EACCES, atomicfile.ErrNotRegular} {
		if atomicfile.IsTransient(err) {
			t.Errorf("%v is", err)
		}
	}
}

func TestCanceledLock(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	lock(t, f)
	why := errors.New("the user's reason")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := f.Lock(ctx); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}
