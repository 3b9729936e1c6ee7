package seed

import (
	"os"
	"path/filepath"
	"testing"
)

// A file that another program is reading is written all the same: on Windows it
// can't be replaced.
func TestWritesAFileThatIsOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := OpenDirectory(dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.root.Close()
	path := filepath.Join(dir, "auth.json")
	for i, text := range []string{"a longer text", "text"} {
		if err := d.write(&File{Path: "auth.json", Data: text, Kind: Leased}); err != nil {
			t.Fatalf("file %d: %v", i, err)
		}
		reader, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
	}
	got, err := os.ReadFile(path)
	if err != nil || len(got) < 4 || string(got[:4]) != "text" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if names, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(names) > 0 {
		t.Errorf("temporary files are left: %q, %v", names, err)
	}
}
