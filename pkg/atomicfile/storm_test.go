//go:build unix

package atomicfile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"amika.dev/pkg/atomicfile"
)

// A hundred processes want to do what may be done once, while a cleaner removes
// the lock file every few milliseconds.
func TestStormWhileLocksAreRemoved(t *testing.T) {
	if dir := childDirectory(); dir != "" {
		once(t, dir)
		return
	}
	t.Parallel()
	processes := 100
	if testing.Short() {
		processes = 20
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "file.json")
	put(t, path, "old")
	ended := make(chan struct{})
	var cleaner, storm sync.WaitGroup
	cleaner.Go(func() {
		for tick := time.Tick(3 * time.Millisecond); ; {
			select {
			case <-tick:
				_ = os.Remove(path + ".lock")
			case <-ended:
				return
			}
		}
	})
	for range processes {
		storm.Go(func() { run(t, dir) })
	}
	storm.Wait()
	close(ended)
	cleaner.Wait()
	wantContent(t, path, "new")
	wantContent(t, path+".log", "once\n")
	temps, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(temps) > 0 {
		t.Errorf("left behind: %q, %v", temps, err)
	}
}

// once replaces "old" by "new" unless another process has done so, and writes
// that down just before it does.
func once(t *testing.T, dir string) {
	f := atomicfile.New(filepath.Join(dir, "file.json"), limit)
	isOld := func() bool {
		content, err := f.Read()
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Equal(content.Data, []byte("old"))
	}
	l := lock(t, f)
	if !isOld() {
		return
	}
	d, err := l.Prepare(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Discard()
	if !isOld() {
		return
	}
	if err := d.Prove([]byte("old")); err != nil {
		t.Fatal(err)
	}
	log, err := os.OpenFile(f.Path()+".log", os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	fmt.Fprintln(log, "once")
	time.Sleep(20 * time.Millisecond) // the request
	if err := d.Commit([]byte("new"), nil); err != nil {
		t.Fatal(err)
	}
}
