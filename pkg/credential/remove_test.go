package credential_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
)

func TestRemove(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(t *testing.T, w *world)
	}{
		{"a session", func(t *testing.T, w *world) { w.put(t, "workos-session.json", goodSession) }},
		{"a corrupt one", func(t *testing.T, w *world) { w.put(t, "workos-session.json", "\x00") }},
		{"an empty directory", func(t *testing.T, w *world) {
			if err := os.Mkdir(w.SessionFile().Path(), 0o700); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, map[string]string{}, nil)
			tt.make(t, w)
			for _, want := range []bool{true, false} {
				if removed, err := w.SessionFile().Remove(t.Context()); removed != want || err != nil {
					t.Errorf("got %v, %v; want %v", removed, err, want)
				}
			}
			if _, err := os.Lstat(filepath.Join(w.dir, "workos-session.json")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("it is still there: %v", err)
			}
		})
	}
}

// Nothing to remove is no error, and no reason to make anything.
func TestRemoveWithoutADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"absent", "absent/too", "file/below"} {
		path := filepath.Join(dir, name)
		lookup := func(variable string) (string, bool) { return path, variable == credential.DirectoryVariable }
		store := credential.NewStore(lookup, func(text string) { t.Errorf("%s: %s", name, text) })
		if removed, err := store.SessionFile().Remove(t.Context()); removed || err != nil {
			t.Errorf("%s: got %v, %v", name, removed, err)
		}
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("%s is there", name)
		}
	}
}

// Who keeps the lock must not keep the user from logging out.
func TestRemoveWithoutTheLock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
	held := locked(t, w.SessionFile())
	draft, err := held.Prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if removed, err := w.SessionFile().Remove(ctx); !removed || err != nil {
			t.Errorf("got %v, %v", removed, err)
		}
	})
	err = draft.Commit(credential.Session{AccessToken: secret.New("new")}, func() error {
		_, err := held.Read(t.Context())
		return err
	})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("saving after that: %v", err)
	}
	if _, err := os.Lstat(w.SessionFile().Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the session is back: %v", err)
	}
}
