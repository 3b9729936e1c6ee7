package auth_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// mountsVariable is set in a process with mounts of its own.
const mountsVariable = "AUTH_TEST_MOUNTS"

// The session file can't be replaced, which shows before the token is spent: the
// old session remains good.
func TestAFileThatCannotBeReplaced(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		bar  func(t *testing.T, path string) // makes that so
		why  syscall.Errno
	}{
		{"a read-only mount of the file", func(t *testing.T, path string) { mount(t, path, path, syscall.MS_RDONLY) }, syscall.EROFS},
		{"a read-only mount of the directory", func(t *testing.T, path string) {
			mount(t, filepath.Dir(path), filepath.Dir(path), syscall.MS_RDONLY)
		}, syscall.EROFS},
		{"an immutable file", func(t *testing.T, path string) { attribute(t, "i", path) }, syscall.EPERM},
		{"an append-only file", func(t *testing.T, path string) { attribute(t, "a", path) }, syscall.EPERM},
		{"another's file in a sticky directory", becomeAnother, syscall.EPERM},
		{"a large session on a nearly full disk", fillDisk, syscall.ENOSPC},
		{"a mounted file on a nearly full disk", func(t *testing.T, path string) {
			small := t.TempDir()
			mountSmall(t, small, path, 8<<10)
			mount(t, filepath.Join(small, filepath.Base(path)), path, 0)
		}, syscall.ENOSPC},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if os.Getenv(mountsVariable) == "" {
				t.Parallel()
				withMounts(t)
				return
			}
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, -time.Hour)
				path := r.Store().SessionFile().Path()
				tt.bar(t, path)
				before, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				_, err = r.Token(t.Context())
				r.wantRequests(t, 0)
				r.wantStatus(t, err, 1, "refreshing the session: ")
				if !errors.Is(err, tt.why) {
					t.Errorf("got %v, want %v", err, tt.why)
				}
				if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
					t.Errorf("the file holds %q, %v", after, err)
				}
				if found := r.temporaries(); found != nil {
					t.Errorf("left behind: %q", found)
				}
			})
		})
	}
}

// withMounts runs the same test in a process with mounts of its own, as root.
func withMounts(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 || exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("only root can make that so")
	}
	pattern := "^" + strings.Join(strings.Split(t.Name(), "/"), "$/^") + "$"
	cmd := exec.Command("unshare", "--mount", os.Args[0], "-test.v", "-test.run="+pattern)
	cmd.Env = append(os.Environ(), mountsVariable+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if bytes.Contains(out, []byte("--- SKIP")) {
		t.Skipf("%s", out)
	}
}

func mount(t *testing.T, outside, inside string, flags uintptr) {
	t.Helper()
	err := syscall.Mount(outside, inside, "", syscall.MS_BIND, "")
	if err == nil && flags != 0 {
		err = syscall.Mount("", inside, "", syscall.MS_BIND|syscall.MS_REMOUNT|flags, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(inside, 0) })
}

func attribute(t *testing.T, name, path string) {
	t.Helper()
	if out, err := exec.Command("chattr", "+"+name, path).CombinedOutput(); err != nil {
		t.Skipf("chattr: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("chattr", "-"+name, path).Run() })
}

// becomeAnother makes this process another user's, and the directory like /tmp.
func becomeAnother(t *testing.T, path string) {
	t.Helper()
	dir := filepath.Dir(path)
	err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Chmod(dir, 0o777|fs.ModeSticky),
		os.Chmod(path, 0o644), os.Remove(path+".lock"), syscall.Setresuid(0, 4711, 0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Setresuid(0, 0, 0) })
}

// fillDisk gives the directory a disk that has room for the session once more,
// but not for a larger one.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	mountSmall(t, filepath.Dir(path), path, 32<<10)
}

// mountSmall mounts a disk at dir which has the session of path, with a member of
// 20 KiB more, and free bytes.
func mountSmall(t *testing.T, dir, path string, free int) {
	t.Helper()
	const size, session = 128 << 10, 24 << 10 // in whole pages
	text, err := os.ReadFile(path)
	if err == nil {
		err = syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+strconv.Itoa(size))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	text = append([]byte(`{"theirs": "`+strings.Repeat("x", 20<<10)+`",`), text[1:]...)
	err = errors.Join(os.WriteFile(filepath.Join(dir, filepath.Base(path)), text, 0o600),
		os.WriteFile(filepath.Join(dir, "other"), make([]byte, size-session-free), 0o600))
	if err != nil {
		t.Fatal(err)
	}
}
