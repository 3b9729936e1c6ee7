//go:build unix

package atomicfile_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/atomicfile"
)

// People remove lock files that look stale. Whoever waited for the old one must
// not think that it is alone.
func TestALockFileThatWasRemoved(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	first := lock(t, f)
	remove(t, f.Path()+".lock")
	second := lock(t, f) // nothing tells that the first is at work: it has no draft
	remove(t, f.Path()+".lock")
	draft, err := second.Prepare(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	// The second took the lock anew, so that the first must wait for its draft.
	waited := make(chan error, 1)
	go func() { waited <- first.Write(t.Context(), []byte("of the first")) }()
	select {
	case err := <-waited:
		t.Fatalf("the first did not wait: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	if err := draft.Commit([]byte("of the second"), func() error {
		wantContent(t, f.Path(), "old")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	second.Unlock()
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
	wantContent(t, f.Path(), "of the first")
	wantNames(t, f, "file.json", "file.json.lock")
}

// What was removed between its opening and its locking is no lock.
func TestALockFileThatIsJustRemoved(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	times := 0
	f.OnLock(func() {
		if times++; times == 1 {
			remove(t, f.Path()+".lock")
		}
	})
	lock(t, f)
	if times != 2 {
		t.Errorf("locked %d times, want 2", times)
	}
	ctx, cancel := timeout(t, 100*time.Millisecond)
	defer cancel()
	if _, err := f.Lock(ctx); !errors.Is(err, atomicfile.ErrBusy) {
		t.Errorf("got %v", err)
	}
}

// A draft that is alive counts as a lock: its writer had the lock before the
// lock file was removed.
func TestALiveDraftKeepsOthersOff(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	d, temp := draft(t, lock(t, f), f, limit)
	remove(t, f.Path()+".lock")
	ctx, cancel := timeout(t, 100*time.Millisecond)
	defer cancel()
	if _, err := f.Lock(ctx); !errors.Is(err, atomicfile.ErrBusy) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(temp); err != nil {
		t.Errorf("the draft is gone: %v", err)
	}
	if err := d.Commit([]byte("new"), nil); err != nil {
		t.Fatal(err)
	}
	lock(t, f)
	wantContent(t, f.Path(), "new")
}

// The directory goes too when somebody resets everything.
func TestTheDirectoryIsRemovedWhileWaiting(t *testing.T) {
	t.Parallel()
	f := atomicfile.New(filepath.Join(t.TempDir(), "amika", "file.json"), limit)
	first := lock(t, f)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			l, err := f.Lock(t.Context())
			if err == nil {
				err = l.Write(t.Context(), []byte("new"))
				l.Unlock()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	err := os.RemoveAll(filepath.Dir(f.Path()))
	for tries := 0; err != nil && tries < 100; tries++ { // one of them may not have waited yet
		err = os.RemoveAll(filepath.Dir(f.Path()))
	}
	first.Unlock()
	if err != nil {
		t.Error(err)
	}
	wait.Wait()
	wantContent(t, f.Path(), "new")
}

func TestNoLocks(t *testing.T) {
	t.Parallel()
	for _, number := range []syscall.Errno{syscall.ENOLCK, syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.EBADF} {
		f := at(t, "old")
		var warnings []error
		f.Warn = func(err error) { warnings = append(warnings, err) }
		f.FailLock(number)
		// Without locks nobody knows whether this one's writer is alive.
		other := filepath.Join(filepath.Dir(f.Path()), ".file.json.1.tmp")
		put(t, other, "of a process that may be alive")
		if err := lock(t, f).Write(t.Context(), []byte("new")); err != nil {
			t.Fatalf("%v: %v", number, err)
		}
		wantContent(t, f.Path(), "new")
		wantContent(t, other, "of a process that may be alive")
		if len(warnings) != 1 || !errors.Is(warnings[0], atomicfile.ErrNoLocks) || !strings.Contains(warnings[0].Error(), f.Path()) {
			t.Errorf("%v: warnings %v", number, warnings)
		}
	}
	f := at(t, "")
	f.FailLock(syscall.EIO)
	if _, err := f.Lock(t.Context()); !errors.Is(err, syscall.EIO) {
		t.Errorf("a broken disk: %v", err)
	}
}

// A server of locks that doesn't answer, as that of NFS behind a firewall, is
// waited for no longer than another process.
func TestLocksThatHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := at(t, "old")
		answer := make(chan struct{})
		f.HangLock(answer)
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := f.Lock(ctx); !errors.Is(err, atomicfile.ErrSilent) || time.Since(began) != 6*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, interrupt)
		if _, err := f.Lock(ctx); !errors.Is(err, context.Canceled) || time.Since(began) != 7*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		// A lock that comes too late is given back.
		close(answer)
		synctest.Wait()
		lock(t, atomicfile.New(f.Path(), limit))
	})
}

func TestNoModes(t *testing.T) {
	t.Parallel()
	for _, number := range []syscall.Errno{syscall.EPERM, syscall.ENOTSUP} {
		f := at(t, "old")
		var warnings []error
		f.Warn = func(err error) { warnings = append(warnings, err) }
		f.FailChmod(number)
		if err := lock(t, f).Write(t.Context(), []byte("new")); err != nil {
			t.Fatalf("%v: %v", number, err)
		}
		wantContent(t, f.Path(), "new")
		for _, warning := range warnings {
			if !errors.Is(warning, atomicfile.ErrNoModes) {
				t.Errorf("%v: warning %v", number, warning)
			}
		}
		if len(warnings) == 0 {
			t.Errorf("%v: no warning", number)
		}
	}
	f := at(t, "old")
	f.FailChmod(syscall.EIO)
	if _, err := f.Lock(t.Context()); !errors.Is(err, syscall.EIO) {
		t.Errorf("a broken disk: %v", err)
	}
}

func TestALockFileThatIsALinkToNothing(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Symlink(elsewhere, f.Path()+".lock"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Lock(t.Context()); err == nil {
		t.Error("it was followed")
	}
	if _, err := os.Lstat(elsewhere); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what it names was created: %v", err)
	}
}

func TestAPathIsShownEscaped(t *testing.T) {
	t.Parallel()
	f := atomicfile.New(filepath.Join(t.TempDir(), "\x1b[31m\n", "file.json"), limit)
	_, err := f.Read()
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\n") || !strings.Contains(err.Error(), `\x1b[31m\n`) {
		t.Errorf("got %q", err)
	}
}
