//go:build unix

package atomicfile_test

import (
	"context"
	"errors"
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

// draft prepares a draft and returns the name of its temporary file too.
func draft(t *testing.T, l *atomicfile.Lock, f *atomicfile.File, room int) (*atomicfile.Draft, string) {
	t.Helper()
	d, err := l.Prepare(t.Context(), room)
	if err != nil {
		t.Fatal(err)
	}
	temps, err := filepath.Glob(filepath.Join(filepath.Dir(f.Path()), ".file.json.*.tmp"))
	if err != nil || len(temps) != 1 {
		t.Fatalf("temporary files: %q, %v", temps, err)
	}
	return d, temps[0]
}

func TestADraftHasRoom(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	d, temp := draft(t, lock(t, f), f, 16<<10)
	info, err := os.Stat(temp)
	if err != nil {
		t.Fatal(err)
	}
	if blocks := info.Sys().(*syscall.Stat_t).Blocks; info.Size() != 16<<10+3 || blocks*512 < info.Size() {
		t.Errorf("%d bytes in %d blocks of 512", info.Size(), blocks)
	}
	wantMode(t, temp, 0o600)
	if err := d.Commit([]byte("new"), nil); err != nil {
		t.Fatal(err)
	}
	wantContent(t, f.Path(), "new")
	wantNames(t, f, "file.json", "file.json.lock")
	if err := d.Commit([]byte("again"), nil); err == nil {
		t.Error("a draft was used twice")
	}
}

func TestADraftThatIsNotWanted(t *testing.T) {
	t.Parallel()
	why := errors.New("logged out")
	tests := []struct {
		name string
		end  func(*atomicfile.Draft) error
		want error
	}{
		{"discarded", func(d *atomicfile.Draft) error { d.Discard(); return nil }, nil},
		{"discarded twice", func(d *atomicfile.Draft) error { d.Discard(); d.Discard(); return nil }, nil},
		{"refused at the last moment", func(d *atomicfile.Draft) error {
			return d.Commit([]byte("new"), func() error { return why })
		}, why},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := at(t, "old")
			d, _ := draft(t, lock(t, f), f, limit)
			if err := tt.end(d); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			wantContent(t, f.Path(), "old")
			wantNames(t, f, "file.json", "file.json.lock")
		})
	}
}

// The check is the last thing before the rename: the data is on the disk.
func TestCheckSeesTheFinishedDraft(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	d, temp := draft(t, lock(t, f), f, limit)
	err := d.Commit([]byte("new"), func() error {
		wantContent(t, temp, "new")
		wantContent(t, f.Path(), "old")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStaleTemporariesAreSwept(t *testing.T) {
	t.Parallel()
	f := at(t, "old")
	dir := filepath.Dir(f.Path())
	stale := filepath.Join(dir, ".file.json.123.tmp")
	others := []string{".file.json..tmp", ".file.json.12x.tmp", ".file.json.old.1.tmp", ".other.json.123.tmp", "file.json.123.tmp"}
	for _, name := range others {
		put(t, filepath.Join(dir, name), "not ours")
	}
	put(t, stale, "left by a killed process")
	lock(t, f)
	wantNames(t, f, ".file.json..tmp", ".file.json.12x.tmp", ".file.json.old.1.tmp", ".other.json.123.tmp", "file.json", "file.json.123.tmp", "file.json.lock")
}

func TestLockWaits(t *testing.T) {
	t.Parallel()
	f := at(t, "")
	first := lock(t, f)
	var order sync.Mutex
	var got []string
	say := func(what string) {
		order.Lock()
		defer order.Unlock()
		got = append(got, what)
	}
	var wait sync.WaitGroup
	started := make(chan struct{})
	wait.Go(func() {
		close(started)
		second, err := f.Lock(t.Context())
		if err != nil {
			t.Error(err)
			return
		}
		defer second.Unlock()
		say("second")
	})
	<-started
	say("first")
	first.Unlock()
	wait.Wait()
	if strings.Join(got, " ") != "first second" {
		t.Errorf("got %q", got)
	}
}

func TestLockGivesUp(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		limit time.Duration // of the context
		want  time.Duration // that is waited
	}{
		{"at the deadline", 3 * time.Second, 3 * time.Second},
		{"at a later deadline", time.Minute, time.Minute},
		{"without a deadline", 0, 30 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := at(t, "")
			lock(t, f)
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.limit != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.limit)
					defer cancel()
				}
				start := time.Now()
				if _, err := f.Lock(ctx); !errors.Is(err, atomicfile.ErrBusy) {
					t.Errorf("got %v", err)
				}
				if waited := time.Since(start); waited != tt.want {
					t.Errorf("waited %v, want %v", waited, tt.want)
				}
			})
		})
	}
}

func TestALockFileThatIsNone(t *testing.T) {
	t.Parallel()
	for _, make := range []func(string) error{
		func(p string) error { return syscall.Mkfifo(p, 0o600) },
		func(p string) error { return os.Mkdir(p, 0o700) },
	} {
		f := at(t, "")
		if err := make(f.Path() + ".lock"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Lock(t.Context()); !errors.Is(err, atomicfile.ErrNotRegular) {
			t.Errorf("got %v", err)
		}
	}
}
