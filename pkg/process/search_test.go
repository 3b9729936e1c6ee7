package process_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"amika.dev/pkg/process"
)

// pathIs returns a lookup of variables for which PATH is the only one.
func pathIs(list string) func(string) (string, bool) {
	return func(name string) (string, bool) { return list, name == "PATH" }
}

func TestDirectories(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the list is written as Unix has it")
	}
	tests := []struct {
		list  string
		first []string
		want  string
	}{
		{"", nil, ""},
		{":", nil, ""},
		{".:bin:./x::", nil, ""},
		{"/a:/b", nil, "/a /b"},
		{"/a:/a/:/b/../a:/b", nil, "/a /b"},
		{"/b:/a", []string{"/a"}, "/a /b"},
		{"/b", []string{"/with:colon"}, "/with:colon /b"},
	}
	for _, tt := range tests {
		if got := strings.Join(process.NewSearch(pathIs(tt.list), tt.first...).Directories, " "); got != tt.want {
			t.Errorf("%q after %q: got %q, want %q", tt.list, tt.first, got, tt.want)
		}
	}
}

// TestDirectoriesThatGoUp holds that a directory is where the system takes it to
// be: behind a link, the one above is not the one that is written.
func TestDirectoriesThatGoUp(t *testing.T) {
	t.Parallel()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "real", "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("real", "sub"), filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	list := strings.Join([]string{filepath.Join(dir, "link") + "/..", dir + "/gone/..", dir + "/real/../real"}, string(filepath.ListSeparator))
	if got, want := process.NewSearch(pathIs(list)).Directories, []string{filepath.Join(dir, "real")}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("any file of the name can be run")
	}
	dir := t.TempDir()
	mkdir := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file := func(path string, mode fs.FileMode) {
		if err := os.WriteFile(path, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	empty, good, plain, odd := mkdir("empty"), mkdir("good"), mkdir("plain"), mkdir("odd")
	file(filepath.Join(good, "tool"), 0o700)
	file(filepath.Join(plain, "tool"), 0o600)
	if err := os.Mkdir(filepath.Join(odd, "tool"), 0o700); err != nil {
		t.Fatal(err)
	}
	nowhere := filepath.Join(good, "tool", "below")
	loop, long := filepath.Join(dir, "loop"), filepath.Join(dir, strings.Repeat("x", 300))
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	circle := mkdir("circle")
	if err := os.Symlink("tool", filepath.Join(circle, "tool")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		directories []string
		path        string
		problem     string
	}{
		{"nowhere to look", nil, "", process.ErrNotFound.Error()},
		{"nothing there", []string{empty, nowhere, "/nonexistent"}, "", process.ErrNotFound.Error()},
		{"directories that can't be looked into", []string{loop, long}, "", process.ErrNotFound.Error()},
		{"one after these", []string{loop, long, good}, filepath.Join(good, "tool"), ""},
		{"a link in a circle", []string{circle}, filepath.Join(circle, "tool"), "too many levels of symbolic links"},
		{"one", []string{nowhere, empty, good}, filepath.Join(good, "tool"), ""},
		{"one after what can't be run", []string{odd, plain, good}, filepath.Join(good, "tool"), ""},
		{"not executable", []string{empty, plain, odd}, filepath.Join(plain, "tool"), "it is not executable"},
		{"a directory", []string{odd, plain}, filepath.Join(odd, "tool"), "it is not a regular file"},
	}
	for _, tt := range tests {
		path, err := process.Search{Directories: tt.directories}.Find("tool", process.Check)
		problem := ""
		if err != nil {
			problem = err.Error()
		}
		if path != tt.path || problem != tt.problem {
			t.Errorf("%s: %s, %q; want %s, %q", tt.name, path, problem, tt.path, tt.problem)
		}
	}
	if path, err := process.Look("/", pathIs(filepath.Join(good, "tool"))); path != "/" || err == nil {
		t.Errorf("the root directory is %s, %v", path, err)
	}
}

func TestIsMissing(t *testing.T) {
	t.Parallel()
	if !process.IsMissing(syscall.ENOENT) || !process.IsMissing(syscall.ENOTDIR) || process.IsMissing(syscall.EACCES) {
		t.Error("what is missing is not told from what is not")
	}
}
