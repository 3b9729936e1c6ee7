//go:build unix

package beneath

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNothingOutsideIsReached holds that no method leaves the directory, whichever way
// a path leads out of it, and that all of them work inside of it.
func TestNothingOutsideIsReached(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	for _, dir := range []string{"inside/sub", "outside/sub"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(base, dir, "file"), []byte(dir), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"relative": "../outside/sub", "absolute": filepath.Join(base, "outside/sub"), "in": "sub"} {
		if err := os.Symlink(target, filepath.Join(base, "inside", link)); err != nil {
			t.Fatal(err)
		}
	}
	d, err := Open(filepath.Join(base, "inside"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	methods := map[string]func(dir string) error{
		"StatDir":  func(dir string) error { _, err := d.StatDir(dir); return err },
		"Lstat":    func(dir string) error { _, err := d.Lstat(filepath.Join(dir, "file")); return err },
		"OpenFile": func(dir string) error { return opened(d.OpenFile(filepath.Join(dir, "file"), os.O_RDONLY, 0)) },
		"Create": func(dir string) error {
			return opened(d.OpenFile(filepath.Join(dir, "new"), os.O_RDWR|os.O_CREATE, 0o600))
		},
		"Lchown":  func(dir string) error { return d.Lchown(filepath.Join(dir, "file"), os.Getuid(), os.Getgid()) },
		"Mkdir":   func(dir string) error { return d.Mkdir(filepath.Join(dir, "made")) },
		"Replace": func(dir string) error { return d.Replace(filepath.Join(dir, "new"), filepath.Join(dir, "file")) },
		"Remove":  func(dir string) error { return d.Remove(filepath.Join(dir, "file")) },
	}
	for name, method := range methods {
		for _, dir := range []string{"relative", "absolute", "..", "../outside/sub", "sub/../../outside/sub"} {
			if err := method(dir); !LeadsOut(err) {
				t.Errorf("%s in %s: %v", name, dir, err)
			}
		}
	}
	for _, name := range []string{"StatDir", "Lstat", "OpenFile", "Create", "Lchown", "Mkdir", "Replace", "Remove"} {
		if err := methods[name]("in"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(base, "*/sub/*")); err != nil || len(left) != 2 {
		t.Errorf("there are %q, %v", left, err)
	}
	if info, err := d.StatDir("in"); err != nil || !info.IsDir() {
		t.Errorf("a link to a directory: %v, %v", info, err)
	}
	if target, err := d.Readlink("relative"); err != nil || target != "../outside/sub" {
		t.Errorf("a link to %q, %v", target, err)
	}
	if _, err := d.StatDir("nothing"); err == nil || LeadsOut(err) {
		t.Errorf("what is not there: %v", err)
	}
}

func opened(f *os.File, err error) error {
	f.Close()
	return err
}
