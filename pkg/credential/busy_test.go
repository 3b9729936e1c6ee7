package credential_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"amika.dev/pkg/credential"
)

// What is removed while somebody holds the lock stays removed, even if that
// somebody was just about to replace it.
func TestRemovedWhileBusyStaysRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store := credential.NewStore(func(name string) (string, bool) {
		return dir, name == "AMIKA_STATE_DIRECTORY"
	}, func(text string) { t.Log(text) })
	path := filepath.Join(dir, "pending-login.json")
	write := func() {
		if err := os.WriteFile(path, []byte(`{"device_code":"d"}`), 0o600); err != nil {
			t.Error(err)
		}
	}
	write()
	lock, err := store.PendingFile().Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	replaced := make(chan struct{})
	go func() {
		defer close(replaced)
		for range 400 {
			if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
				write()
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Error("it was never removed")
	}()
	limited, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	removed, err := store.PendingFile().Remove(limited)
	if !removed || err != nil {
		t.Errorf("got %v, %v", removed, err)
	}
	<-replaced
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is there: %v", err)
	}
}
