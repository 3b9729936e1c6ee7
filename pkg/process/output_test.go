package process_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/process"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("this is no program"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := "PATH=" + os.Getenv("PATH")
	tests := []struct {
		name string
		argv []string
		want string
		err  string // part of it
	}{
		{"its output", []string{sh, "-c", `echo "$A $1"; echo no >&2; cat`, "sh", "x"}, "1 x\n", ""},
		{"its status", []string{sh, "-c", "echo x; exit 3"}, "x\n", "exit status 3"},
		{"the beginning of a lot", []string{sh, "-c", "head -c 1000000 /dev/zero | tr '\\0' x"}, strings.Repeat("x", 64<<10), ""},
		{"what is no program", []string{text}, "", "exec format error"},
		{"what is not there", []string{text + "-not"}, "", "interpreter"},
	}
	for _, tt := range tests {
		got, err := process.Output(t.Context(), tt.argv, []string{"A=1", path})
		said := ""
		if err != nil {
			said = err.Error()
		}
		if got != tt.want || !strings.Contains(said, tt.err) || (tt.err == "") != (err == nil) || strings.Contains(said, text) {
			t.Errorf("%s: %.100q (%d bytes), %v", tt.name, got, len(got), err)
		}
	}
	limited, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := process.Output(limited, []string{sh, "-c", "sleep 60 & sleep 60"}, []string{path}); err == nil {
		t.Error("a program that never ends was waited for")
	}
}
