package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const (
	inside  = "inside"
	outside = "OUTSIDE"
)

// TestRootIsAWall opens files below a directory while another thread swaps files
// and directories in it with links that lead out. Whatever is opened must be from
// inside, and what is inside must be opened now and then, also by other names of
// the directory, and by a user who may search but not read it.
func TestRootIsAWall(t *testing.T) {
	t.Parallel()
	runs := 10_000
	if testing.Short() {
		runs = 500
	}
	for _, mode := range []fs.FileMode{0o755, 0o711} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			base := t.TempDir()
			for dir := base; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
				if err := os.Chmod(dir, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			pairs := makeHome(t, base, mode)
			var stop atomic.Bool
			defer stop.Store(true)
			go func() {
				for i := 0; !stop.Load(); i++ {
					p := pairs[i%len(pairs)]
					_ = unix.Renameat2(unix.AT_FDCWD, p[0], unix.AT_FDCWD, p[1], unix.RENAME_EXCHANGE)
					if i%97 == 0 { // now and then, long enough for a slow walk
						time.Sleep(time.Millisecond)
					}
				}
			}()
			openMany(t, base, runs)
			if os.Getuid() != 0 {
				return
			}
			// Where the test was built, others may not search.
			program := filepath.Join(base, "test")
			if err := os.Link(os.Args[0], program); err != nil {
				data, _ := os.ReadFile(os.Args[0])
				if err := os.WriteFile(program, data, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			child := exec.Command(program, "-test.run", "^TestWallChild$")
			child.Dir = base
			child.Env = append(os.Environ(), "WALL="+base, fmt.Sprintf("RUNS=%d", runs))
			child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("as another user: %v\n%s", err, out)
			}
		})
	}
}

// TestWallChild is the part of [TestRootIsAWall] that another user runs.
func TestWallChild(t *testing.T) {
	base := os.Getenv("WALL")
	if base == "" {
		t.Skip("runs as a child")
	}
	runs := 0
	fmt.Sscan(os.Getenv("RUNS"), &runs)
	openMany(t, base, runs)
}

// makeHome makes a home and a place outside of it, and returns the paths that can
// be exchanged.
func makeHome(t *testing.T, base string, mode fs.FileMode) (pairs [][2]string) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	home := filepath.Join(base, "home")
	for _, root := range []string{home, filepath.Join(base, "out")} {
		must(os.MkdirAll(filepath.Join(root, ".local", "share", "opencode"), 0o755))
		must(os.MkdirAll(filepath.Join(root, ".codex"), 0o755))
		text := inside
		if root != home {
			text = outside
		}
		for _, file := range []string{".codex/auth.json", ".claude.json", ".local/share/opencode/auth.json"} {
			must(os.WriteFile(filepath.Join(root, file), []byte(text), 0o644))
		}
	}
	for _, name := range []string{".codex", ".claude.json", ".local", ".local/share", ".local/share/opencode", ".codex/auth.json"} {
		link := filepath.Join(home, name+".link")
		must(os.Symlink(filepath.Join(base, "out", name), link))
		pairs = append(pairs, [2]string{filepath.Join(home, name), link})
	}
	must(os.Symlink(home, filepath.Join(base, "alias")))
	must(os.Symlink("home/.local/share", filepath.Join(base, "deep")))
	must(os.Symlink(filepath.Join(home, ".claude.json"), filepath.Join(home, "absolute")))
	must(os.Chmod(home, mode))
	return pairs
}

func openMany(t *testing.T, base string, runs int) {
	t.Helper()
	root, err := OpenRoot(filepath.Join(base, "alias"))
	if errors.Is(err, unix.ENOSYS) {
		t.Skip(err) // and the directory is refused
	}
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	paths := []string{
		"home/.codex/auth.json", "alias/.codex/auth.json", "alias/.claude.json", "home/absolute",
		"home/.local/share/opencode/auth.json", "deep/opencode/auth.json", "alias/.local/share/opencode/auth.json",
	}
	opened := make(map[string]int)
	for i := range runs {
		path := paths[i%len(paths)]
		f, err := root.open(filepath.Join(base, path))
		if err != nil {
			continue
		}
		text, err := io.ReadAll(f)
		f.Close()
		if string(text) == outside {
			t.Fatalf("%s: what is outside was read", path)
		}
		if err == nil && string(text) == inside {
			opened[path]++
		}
	}
	for _, path := range paths {
		if opened[path] == 0 {
			t.Errorf("%s was never opened", path)
		}
	}
}

func TestRootErrors(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	makeHome(t, base, 0o755)
	root, err := OpenRoot(filepath.Join(base, "home"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.Symlink("loop", filepath.Join(base, "home", "loop")); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(filepath.Join(base, "home", "fifo"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path string
		want error
	}{
		{"home/.codex.link/auth.json", errOutside},
		{"home/.local/share.link/opencode/auth.json", errOutside},
		{"home/loop", syscall.ELOOP},
		{"home/fifo", errNotRegular},
		{"home/.codex", errNotRegular},
		{"home/absent", fs.ErrNotExist},
		{"home/.claude.json/x", syscall.ENOTDIR},
		{"out/.claude.json", nil},
		{"out/absent", fs.ErrNotExist},
	}
	for _, tt := range tests {
		f, err := root.open(filepath.Join(base, tt.path))
		if err == nil {
			f.Close()
		}
		if !errors.Is(err, tt.want) || strings.Contains(fmt.Sprint(err), "escapes") {
			t.Errorf("%s: got %v, want %v", tt.path, err, tt.want)
		}
	}
}

// TestSwappedIsNotAbsent holds that a file which is there at any moment is never taken
// for one that is absent, while a directory above it and a link to another one change
// places.
func TestSwappedIsNotAbsent(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	for _, dir := range []string{"a", "b"} {
		if err := errors.Join(os.Mkdir(filepath.Join(base, dir), 0o700), os.WriteFile(filepath.Join(base, dir, "file"), nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("b", filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	root, err := OpenRoot(base)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	stop := make(chan struct{})
	var swapping sync.WaitGroup
	swapping.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := unix.Renameat2(unix.AT_FDCWD, filepath.Join(base, "a"), unix.AT_FDCWD, filepath.Join(base, "link"), unix.RENAME_EXCHANGE); err != nil {
				t.Error(err)
				return
			}
		}
	})
	absent := 0
	var why error
	for range 5000 {
		f, err := root.open(filepath.Join(base, "a", "file"))
		switch {
		case err == nil:
			f.Close()
		case isAbsent(err):
			absent++
			why = err
		}
	}
	close(stop)
	swapping.Wait()
	if absent > 0 {
		t.Errorf("%d of 5000 times it counted as absent: %v", absent, why)
	}
}
