package source

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestMain lets the test stand in for the program that reads a file aside.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Aside {
		if Serve(os.Stdout, os.Args[2:]) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestHangingFileSystem has a file system that never answers in the home, and
// searches it in a process of its own: that ends in time, with the rest found.
func TestHangingFileSystem(t *testing.T) {
	if home := os.Getenv("HANGING_HOME"); home != "" {
		d := &Discovery{Home: home, Lookup: func(string) (string, bool) { return "", false }, Now: time.Now()}
		if os.Getenv("CONFINED") != "" {
			root, err := OpenRoot(home)
			if err != nil {
				t.Fatal(err)
			}
			d.Root = root
		}
		for _, r := range d.Run(context.Background(), Table()) {
			for _, f := range r.Files {
				for _, found := range f.Findings {
					fmt.Println("found", found.Value.Reveal())
				}
				for _, err := range f.Errs {
					fmt.Println(r.Source.ID, err)
				}
			}
		}
		return
	}
	for _, stage := range []string{"open", "stat"} {
		for _, confined := range []string{"", "yes"} {
			t.Run(stage+confined, func(t *testing.T) {
				home := t.TempDir()
				hang(t, filepath.Join(home, ".codex"), stage)
				if err := os.WriteFile(filepath.Join(home, ".claude.json"), []byte(`{"primaryApiKey":"sk-ant-1"}`), 0o600); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				run := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestHangingFileSystem$")
				run.Env = append(os.Environ(), "HANGING_HOME="+home, "CONFINED="+confined)
				run.WaitDelay = time.Second
				begun := time.Now()
				out, err := run.Output()
				if took := time.Since(begun); err != nil || took > 10*time.Second {
					t.Errorf("after %v: %v", took, err)
				}
				for _, want := range []string{"found sk-ant-1", "codex nothing could be read of it for 2 seconds"} {
					if !strings.Contains(string(out), want) {
						t.Errorf("%q is not in\n%s", want, out)
					}
				}
			})
		}
	}
}

// hang mounts a file system that has one file, auth.json, and that answers nothing
// any more when the file is opened, or even looked at.
func hang(t *testing.T, dir, stage string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skip("no FUSE here: ", err)
	}
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=%d,group_id=%d", fd, os.Getuid(), os.Getgid())
	if err := unix.Mount("stand-in", dir, "fuse.stand-in", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		unix.Close(fd)
		t.Skip("FUSE can't be mounted here: ", err)
	}
	served := make(chan struct{})
	go func() {
		serveFUSE(fd, stage)
		close(served)
	}()
	t.Cleanup(func() {
		// Ends all that waits for an answer, and the server. Its descriptor is closed
		// after that: it would else read from whatever has the number next.
		_ = unix.Unmount(dir, unix.MNT_FORCE|unix.MNT_DETACH)
		<-served
		unix.Close(fd)
	})
}

// serveFUSE speaks as much of the protocol as it takes to be asked for the file
// (linux/fuse.h, version 7.31).
func serveFUSE(fd int, stage string) {
	const (
		lookup  = 1
		getattr = 3
		open    = 14
		opInit  = 26
		opendir = 27
	)
	attributes := func(node uint64, mode uint32) []byte {
		a := make([]byte, 88)
		binary.NativeEndian.PutUint64(a, node)
		binary.NativeEndian.PutUint64(a[8:], 3)     // size
		binary.NativeEndian.PutUint32(a[60:], mode) // after six times of day
		binary.NativeEndian.PutUint32(a[64:], 1)    // links
		binary.NativeEndian.PutUint32(a[80:], 4096) // block size
		return a
	}
	request := make([]byte, 1<<17)
	for {
		n, err := unix.Read(fd, request)
		if err != nil || n < 40 {
			return
		}
		opcode := binary.NativeEndian.Uint32(request[4:])
		node := binary.NativeEndian.Uint64(request[16:])
		var answer []byte
		switch {
		case opcode == opInit:
			answer = make([]byte, 64)
			binary.NativeEndian.PutUint32(answer, 7)
			binary.NativeEndian.PutUint32(answer[4:], 31)
			binary.NativeEndian.PutUint32(answer[20:], 1<<16) // most that is written
		case opcode == getattr && node == 1:
			answer = append(make([]byte, 16), attributes(1, unix.S_IFDIR|0o755)...)
		case opcode == lookup && stage == "open":
			answer = append(make([]byte, 40), attributes(2, unix.S_IFREG|0o644)...)
			binary.NativeEndian.PutUint64(answer, 2)
		case opcode == opendir:
			answer = make([]byte, 16)
		case opcode == getattr && stage == "open":
			answer = append(make([]byte, 16), attributes(2, unix.S_IFREG|0o644)...)
		default: // the file is opened or looked at
			continue
		}
		header := make([]byte, 16)
		binary.NativeEndian.PutUint32(header, uint32(16+len(answer)))
		copy(header[8:], request[8:16])
		_, _ = unix.Write(fd, append(header, answer...))
	}
}

func TestServeAside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	text := strings.Repeat("x", 1<<20)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, r := range []*Root{nil, root} {
		f, err := openAside(path, r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		f.Close()
		if err != nil || string(got) != text {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if _, err := openAside(path+"x", r); !isAbsent(err) {
			t.Errorf("an absent file: %v", err)
		}
		if _, err := openAside(dir, r); err == nil || err.Error() != errNotRegular.Error() {
			t.Errorf("a directory: %v", err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if _, err := openAside(filepath.Join(dir, "link"), root); err == nil || err.Error() != errOutside.Error() {
		t.Errorf("a link that leads out: %v", err)
	}
}

func TestMountsCover(t *testing.T) {
	t.Parallel()
	dir, err := filepath.EvalSymlinks(t.TempDir()) // as a mount point is
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("served/below", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	m := mounts{points: []string{filepath.Join(dir, "served")}}
	for path, want := range map[string]bool{"served": true, "served/x/y": true, "servedx": false, "link/x": true, "other": false} {
		if got := m.cover(filepath.Join(dir, path)); got != want {
			t.Errorf("%s: got %v", path, got)
		}
	}
}
