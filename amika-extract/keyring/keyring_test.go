package keyring_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/amika-extract/keyring"
	"amika.dev/amika-extract/source"
)

// store returns a key store whose tool is a script.
func store(t *testing.T, system, script string) *keyring.Store {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	path := filepath.Join(t.TempDir(), "tool")
	// A child that another test forks now would hold the file open for writing, and
	// nobody could run it (ETXTBSY).
	syscall.ForkLock.RLock()
	err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	return &keyring.Store{System: system, Program: path, Environ: os.Environ()}
}

func TestGet(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, system, script string
		want                 string
		err                  error
	}{
		{"an item of macOS", "darwin", `test "$*" = "find-generic-password -w -s S -a A" && echo '{"a": 1}'`, `{"a": 1}`, nil},
		{"in hexadecimal", "darwin", `echo 7b2261223a22c3a9227d`, `{"a":"é"}`, nil},
		{"a key of hexadecimal digits", "darwin", `echo 8f00`, `8f00`, nil},
		{"a key that looks like it", "darwin", `echo 7bz`, `7bz`, nil},
		{"none on macOS", "darwin", `echo planted >&2; exit 44`, "", nil},
		{"locked on macOS", "darwin", `echo planted >&2; exit 36`, "", keyring.ErrLocked},
		{"an item of Linux", "linux", `test "$*" = "lookup service S username A" && printf 'k '`, "k ", nil},
		{"none on Linux", "linux", `exit 1`, "", nil},
		{"locked on Linux", "linux", `test "$1" = search && echo "label = planted" || exit 1`, "", keyring.ErrLocked},
		{"no bus", "linux", `echo planted >&2; exit 1`, "", keyring.ErrUnreachable},
		{"stdin is empty", "linux", `cat; echo k`, "k", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := store(t, tt.system, tt.script).Get(t.Context(), source.Item{Service: "S", Account: "A", Attribute: "username"})
			if got.Reveal() != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v", got.Reveal(), err)
			}
		})
	}
	_, err := store(t, "darwin", "echo planted >&2; exit 7").Get(t.Context(), source.Item{})
	if err == nil || err.Error() != "security ended with status 7" {
		t.Errorf("another status: %v", err)
	}
	missing := &keyring.Store{System: "linux", Program: filepath.Join(t.TempDir(), "none")}
	if _, err := missing.Get(t.Context(), source.Item{}); err == nil {
		t.Error("no tool is no error")
	}
}

// A tool that waits for somebody is ended after the time that it has.
func TestGetWaitsForNobody(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	_, err := store(t, "linux", "sleep 60 & sleep 60").Get(t.Context(), source.Item{})
	if err != keyring.ErrSlow || time.Since(begun) > 2*source.KeyringLimit {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	if strings.Contains(err.Error(), "sleep") {
		t.Error(err)
	}
}
