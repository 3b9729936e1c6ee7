package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestReadCached holds that a file is read only if it is the one that was seen.
func TestReadCached(t *testing.T) {
	dir := t.TempDir()
	seen := make(map[string]unix.Statx_t)
	for _, name := range []string{"this", "other"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
		status, err := glance(path)
		for tries := 0; err != nil && tries < 100; tries++ {
			status, err = glance(path)
		}
		if err != nil || status.Dev_major == 0 {
			t.Skipf("the directory for temporary files is on no disk, or the kernel can't tell: %v", err)
		}
		seen[name] = status
	}
	elsewhere := seen["this"]
	elsewhere.Dev_minor++
	for _, test := range []struct {
		what   string
		status unix.Statx_t
		want   string
	}{
		{"itself", seen["this"], "text"},
		{"another one", seen["other"], ""},
		{"one of another disk", elsewhere, ""},
	} {
		r := &reader{chunk: make([]byte, chunkSize)}
		if got := string(r.readCached(filepath.Join(dir, "this"), &test.status)); got != test.want {
			t.Errorf("%s was seen: got %q, want %q", test.what, got, test.want)
		}
	}
}

// TestAtOnce holds what is read without a worker, and that all else is left to one.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	var status unix.Stat_t
	if err := unix.Stat(dir, &status); err != nil {
		t.Fatal(err)
	}
	if unix.Major(status.Dev) == 0 {
		t.Skip("the directory for temporary files is on no disk")
	}
	if fd, err := unix.Open(os.Args[0], unix.O_RDONLY, 0); err == nil {
		defer unix.Close(fd)
		if _, err := unix.Preadv2(fd, [][]byte{make([]byte, 1)}, 0, unix.RWF_NOWAIT); err == unix.ENOSYS || err == unix.EOPNOTSUPP {
			t.Skipf("nothing can be read at once: %v", err)
		}
	}
	path := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string) {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const key = `{"OPENAI_API_KEY":"sk-o"}`
	write("key.json", key)
	write("marked.json", "\uFEFF"+key)
	write("empty.json", "")
	write("torn.json", key[:10])
	write("list.json", "[]")
	write("chunk.json", key+strings.Repeat(" ", chunkSize-len(key)))
	write("key.env", "OPENAI_API_KEY=sk-o\n")
	write("empty.env", "")
	write("chunk.env", strings.Repeat(" ", chunkSize))
	for _, name := range []string{"fifo.json", "fifo.env"} {
		if err := unix.Mkfifo(path(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"link.json": "key.json", "null.json": os.DevNull, "self.json": "self.json"} {
		if err := os.Symlink(target, path(link)); err != nil {
			t.Fatal(err)
		}
	}
	s := Source{want: func() shape { return members("OPENAI_API_KEY") }, find: func(f file) { f.key("openai", f.member("OPENAI_API_KEY")) }}
	for _, test := range []struct {
		name                string
		done, absent, found bool
	}{
		{"key.json", true, false, true},
		{"link.json", true, false, true},
		{"marked.json", true, false, true},
		{"none.json", true, true, false},
		{"key.env", true, false, true},
		{"empty.env", true, false, false},
		{name: "empty.json"},
		{name: "torn.json"},
		{name: "list.json"},
		{name: "chunk.json"},
		{name: "chunk.env"},
		{name: "fifo.json"},
		{name: "fifo.env"},
		{name: "null.json"},
		{name: "self.json"},
		{name: "."},
	} {
		r := &reader{discovery: &Discovery{Now: time.Now()}, chunk: make([]byte, chunkSize)}
		f := File{Path: path(test.name)}
		done := false
		// The kernel may not know it yet, or have forgotten it, or be busy elsewhere.
		for tries := 0; tries < 100 && !done; tries++ {
			_ = unix.Stat(f.Path, &status)
			done = r.atOnce(&s, &f)
		}
		if found := len(f.Findings) == 1; done != test.done || f.Absent != test.absent || found != test.found || f.Errs != nil {
			t.Errorf("%s: done %v, absent %v, found %v, errors %v", test.name, done, f.Absent, found, f.Errs)
		}
	}
	root, err := OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	r := &reader{discovery: &Discovery{Root: root}, chunk: make([]byte, chunkSize)}
	if r.atOnce(&s, &File{Path: path("key.json")}) {
		t.Error("a file below a given home was read without it")
	}
}
