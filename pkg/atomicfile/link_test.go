//go:build unix

package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"amika.dev/pkg/atomicfile"
)

func TestWriteThroughALink(t *testing.T) {
	t.Parallel()
	for _, old := range []string{"old", ""} {
		for _, relative := range []bool{false, true} {
			dir := t.TempDir()
			real := filepath.Join(dir, "elsewhere", "real.json")
			if err := atomicfile.MakeDirectory(filepath.Dir(real)); err != nil {
				t.Fatal(err)
			}
			if old != "" {
				put(t, real, old)
			}
			dest := real
			if relative {
				dest = "elsewhere/real.json"
			}
			f := atomicfile.New(filepath.Join(dir, "file.json"), limit)
			for _, link := range [][2]string{{dest, dir + "/middle"}, {dir + "/middle", f.Path()}} {
				if err := os.Symlink(link[0], link[1]); err != nil {
					t.Fatal(err)
				}
			}
			l := lock(t, f)
			if err := l.Write(t.Context(), []byte("new")); err != nil {
				t.Fatal(err)
			}
			wantContent(t, real, "new")
			if info, err := os.Lstat(f.Path()); err != nil || info.Mode()&fs.ModeSymlink == 0 {
				t.Errorf("the link is gone: %v, %v", info, err)
			}
			if removed, err := l.Remove(); !removed || err != nil {
				t.Errorf("Remove: %v, %v", removed, err)
			}
			if _, err := os.Lstat(real); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("what the link leads to is still there: %v", err)
			}
			if removed, err := l.Remove(); removed || err != nil {
				t.Errorf("a second Remove: %v, %v", removed, err)
			}
		}
	}
}

func TestALinkThatLeadsAstray(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	if err := os.Symlink(f.Path(), f.Path()); err != nil {
		t.Fatal(err)
	}
	if err := lock(t, f).Write(t.Context(), []byte("new")); err == nil {
		t.Error("a link to itself was written")
	}
	if _, err := f.Read(); err == nil {
		t.Error("a link to itself was read")
	}
}

// A stand-in for /dev/null is enough: what counts is that it isn't regular.
func TestWhatIsNotAFileIsNotReplaced(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	fifo := f.Path() + ".fifo"
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(fifo, f.Path()); err != nil {
		t.Fatal(err)
	}
	l := lock(t, f)
	if err := l.Write(t.Context(), []byte("new")); !errors.Is(err, atomicfile.ErrNotRegular) {
		t.Errorf("got %v", err)
	}
	if removed, err := l.Remove(); !removed || err != nil {
		t.Errorf("Remove: %v, %v", removed, err)
	}
	wantNames(t, f, "file.json.fifo", "file.json.lock")
}
