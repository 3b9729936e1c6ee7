package process_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/process"
)

// refusing takes nothing.
type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestRun holds that a program is waited for, and neither what it leaves unread, nor
// what it has started, nor what it prints without end.
func TestRun(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out bytes.Buffer
	long := bytes.Repeat([]byte("x"), 1<<20)
	tests := []struct {
		name, script string
		stdin        []byte
		stdout       io.Writer
		want         string // of err
	}{
		{"all of stdin", "wc -c", long, &out, ""},
		{"stdin that is not read", "exit 0", long, nil, ""},
		{"stdin that is read in part", "head -c 1 >/dev/null; exit 7", long, nil, "exit status 7"},
		{"what is not wanted", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2", nil, nil, ""},
		{"to a file", "echo text", nil, file, ""},
		{"to what takes nothing", "trap '' PIPE; while echo x; do :; done 2>/dev/null; exit 9", nil, refusing{}, "exit status 9"},
		{"something that holds on to all", "sleep 60 & exit 0", long, nil, ""},
		{"killed", "kill -9 $$", nil, nil, "it was killed"},
	}
	begun := time.Now()
	for _, tt := range tests {
		err := process.Program{
			Path: sh, Argv: []string{"sh", "-c", tt.script}, Environ: os.Environ(), Stdin: tt.stdin, Stdout: tt.stdout,
		}.Run(t.Context())
		said := ""
		if err != nil {
			said = err.Error()
		}
		if said != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if text, err := os.ReadFile(file.Name()); string(text) != "text\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
	if strings.TrimSpace(out.String()) != "1048576" {
		t.Errorf("stdin had %s bytes", &out)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}

	why := errors.New("not needed any more")
	ended, cancel := context.WithCancelCause(t.Context())
	p := process.Program{Path: sh, Argv: []string{"sh", "-c", "echo begun; sleep 60"}, Environ: os.Environ(), Stdout: cancelling{cancel, why}}
	for range 2 { // while it runs, and before
		if err := p.Run(ended); err != why {
			t.Errorf("a program whose context ends: %v", err)
		}
	}
}

// cancelling cancels a context once something is written to it.
type cancelling struct {
	cancel context.CancelCauseFunc
	why    error
}

func (c cancelling) Write(p []byte) (int, error) {
	c.cancel(c.why)
	return len(p), nil
}
