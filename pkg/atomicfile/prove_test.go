//go:build unix

package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/atomicfile"
)

// prepared prepares a draft for the time of the test.
func prepared(t *testing.T, l *atomicfile.Lock, room int) *atomicfile.Draft {
	t.Helper()
	d, err := l.Prepare(t.Context(), room)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Discard)
	return d
}

func TestProve(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	d := prepared(t, lock(t, f), limit)
	before, err := os.Stat(f.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Prove([]byte("old")); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(f.Path())
	if err != nil || os.SameFile(before, after) {
		t.Errorf("the file was not replaced: %v", err)
	}
	wantContent(t, f.Path(), "old")
	wantMode(t, f.Path(), 0o600)
	if err := d.Commit([]byte("new"), nil); err != nil {
		t.Fatal(err)
	}
	wantContent(t, f.Path(), "new")
	wantNames(t, f, "file.json", "file.json.lock")
}

// Not everybody who writes the file takes the lock.
func TestProveTakesNothingBack(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	d := prepared(t, lock(t, f), limit)
	put(t, f.Path(), "of another program")
	if err := d.Prove([]byte("old")); !errors.Is(err, atomicfile.ErrChanged) {
		t.Errorf("got %v", err)
	}
	wantContent(t, f.Path(), "of another program")
	remove(t, f.Path())
	if err := d.Prove([]byte("old")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	d.Discard()
	wantNames(t, f, "file.json.lock")
}

// After Prove there is something to lose: whatever fails then, it is not given
// up.
func TestCommitAfterProve(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		fail func(t *testing.T, f *atomicfile.File, temp string)
	}{
		{"the temporary file is gone", func(t *testing.T, _ *atomicfile.File, temp string) { remove(t, temp) }},
		{"renaming fails once", func(_ *testing.T, f *atomicfile.File, _ string) { f.SetRename(failing(1)) }},
		{"renaming fails", func(_ *testing.T, f *atomicfile.File, _ string) { f.SetRename(failing(9)) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := at(t, "old")
			d, temp := draft(t, lock(t, f), f, limit)
			if err := d.Prove([]byte("old")); err != nil {
				t.Fatal(err)
			}
			tt.fail(t, f, temp)
			if err := d.Commit([]byte("new"), nil); err != nil {
				t.Fatal(err)
			}
			wantContent(t, f.Path(), "new")
			wantNames(t, f, "file.json", "file.json.lock")
		})
	}
	t.Run("it is not wanted any more", func(t *testing.T) {
		t.Parallel()
		why := errors.New("logged out")
		f := at(t, "old")
		d, _ := draft(t, lock(t, f), f, limit)
		if err := d.Prove([]byte("old")); err != nil {
			t.Fatal(err)
		}
		times := 0
		f.SetRename(failing(9))
		err := d.Commit([]byte("new"), func() error {
			if times++; times == 3 {
				return why
			}
			return nil
		})
		if !errors.Is(err, why) {
			t.Errorf("got %v", err)
		}
		wantContent(t, f.Path(), "old")
	})
}

func TestUnchanged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path string) error{
		"removed": os.Remove,
		"written": func(path string) error { return os.WriteFile(path, []byte("other"), 0o600) },
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+"2", []byte("old"), 0o600), os.Rename(path+"2", path))
		},
	} {
		f := at(t, "old")
		d := prepared(t, lock(t, f), limit)
		if d.Unchanged() {
			t.Error("unchanged before Prove")
		}
		if err := d.Prove([]byte("old")); err != nil {
			t.Fatal(err)
		}
		if !d.Unchanged() {
			t.Error("changed by Prove")
		}
		if err := change(f.Path()); err != nil {
			t.Fatal(err)
		}
		if d.Unchanged() {
			t.Errorf("%s: unchanged", name)
		}
	}
}

// failing is a rename that fails so many times.
func failing(times int) func(from, to string) error {
	return func(from, to string) error {
		if times--; times >= 0 {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EIO}
		}
		return os.Rename(from, to)
	}
}

func TestProveAFileSystemThatDoesNotRename(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	f.SetRename(func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EEXIST}
	})
	d := prepared(t, lock(t, f), limit)
	if err := d.Prove([]byte("old")); !errors.Is(err, syscall.EEXIST) {
		t.Errorf("got %v", err)
	}
	d.Discard()
	wantNames(t, f, "file.json", "file.json.lock")
}

func TestProveAnImmutableFile(t *testing.T) {
	t.Parallel()
	for _, attribute := range []string{"i", "a"} {
		f := at(t, "old")
		if out, err := exec.Command("chattr", "+"+attribute, f.Path()).CombinedOutput(); err != nil {
			t.Skipf("chattr: %v: %s", err, out)
		}
		t.Cleanup(func() { _ = exec.Command("chattr", "-"+attribute, f.Path()).Run() })
		d := prepared(t, lock(t, f), limit)
		if err := d.Prove([]byte("old")); !errors.Is(err, syscall.EPERM) {
			t.Errorf("%s: got %v", attribute, err)
		}
		d.Discard()
		wantNames(t, f, "file.json", "file.json.lock")
	}
}

// As in /tmp, where everybody can create a file and nobody replace another's.
func TestProveAnothersFileInAStickyDirectory(t *testing.T) {
	if dir := childDirectory(); dir != "" {
		f := atomicfile.New(filepath.Join(dir, "file.json"), limit)
		if err := prepared(t, lock(t, f), limit).Prove([]byte("old")); !errors.Is(err, syscall.EPERM) {
			t.Errorf("got %v", err)
		}
		return
	}
	t.Parallel()
	dir := stickyDirectory(t)
	path := filepath.Join(dir, "file.json")
	put(t, path, "old")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	runAsAnother(t, dir)
	wantContent(t, path, "old")
}

// Another user's temporary file that looks like a draft must not keep us waiting.
func TestAnothersDraftInAStickyDirectory(t *testing.T) {
	if dir := childDirectory(); dir != "" {
		ctx, cancel := timeout(t, time.Second)
		defer cancel()
		if _, err := atomicfile.New(filepath.Join(dir, "file.json"), limit).Lock(ctx); err != nil {
			t.Error(err)
		}
		return
	}
	t.Parallel()
	dir := stickyDirectory(t)
	f := atomicfile.New(filepath.Join(dir, "file.json"), limit)
	_, temp := draft(t, lock(t, f), f, limit)
	remove(t, f.Path()+".lock")
	if err := os.Chmod(temp, 0o666); err != nil {
		t.Fatal(err)
	}
	runAsAnother(t, dir)
}

// stickyDirectory returns a directory like /tmp.
func stickyDirectory(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 || exec.Command("setpriv", "--reuid=4711", "true").Run() != nil {
		t.Skip("only root can be somebody else")
	}
	dir, err := os.MkdirTemp("/tmp", "") // that of the test is root's alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777|fs.ModeSticky); err != nil {
		t.Fatal(err)
	}
	return dir
}

// runAsAnother runs the same test as another user, in a process of its own.
func runAsAnother(t *testing.T, dir string) {
	t.Helper()
	program := filepath.Join(dir, "test") // the test's own is root's alone
	if out, err := exec.Command("cp", os.Args[0], program).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command("setpriv", "--reuid=4711", "--clear-groups", program, "-test.run=^"+t.Name()+"$")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
