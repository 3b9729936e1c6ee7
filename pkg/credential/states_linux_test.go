package credential_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
)

const (
	// stateVariable is set in a process with mounts of its own, which may become
	// another user.
	stateVariable = "CREDENTIAL_TEST_STATE"
	user, other   = 4711, 4712
)

// asUser runs the rest of the test as a user who owns the directory and the files
// of w. It returns false in the process that has started another one for that.
func asUser(t *testing.T, w *world) bool {
	t.Helper()
	if os.Getenv(stateVariable) == "" {
		runAlone(t)
		return false
	}
	for path := w.dir; path != os.TempDir(); path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(w.dir, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, user, user))
	})
	if err := errors.Join(err, os.Chmod(w.dir, 0o700)); err != nil {
		t.Fatal(err)
	}
	become(t, user)
	t.Cleanup(func() {
		_ = syscall.Setresuid(0, 0, 0)
		path := w.SessionFile().Path()
		_ = exec.Command("chattr", "-i", path).Run()
		_ = errors.Join(syscall.Unmount(path, 0), syscall.Unmount(w.dir, 0))
	})
	return true
}

// become makes this process another user's until the test ends.
func become(t *testing.T, id int) {
	t.Helper()
	if err := syscall.Setresuid(0, id, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Setresuid(0, 0, 0) })
}

// asRoot does something as root once more.
func asRoot(t *testing.T, do func() error) {
	t.Helper()
	if err := errors.Join(syscall.Setresuid(0, 0, 0), do(), syscall.Setresuid(0, user, 0)); err != nil {
		t.Fatal(err)
	}
}

func runAlone(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 || exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("only root can make that so")
	}
	pattern := "^" + strings.Join(strings.Split(t.Name(), "/"), "$/^") + "$"
	cmd := exec.Command("unshare", "--mount", os.Args[0], "-test.v", "-test.run="+pattern)
	cmd.Env = append(os.Environ(), stateVariable+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if bytes.Contains(out, []byte("--- SKIP")) {
		t.Skipf("%s", out)
	}
}

// Logout removes what it can, whatever is in the way.
func TestRemoveInOddStates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		bar  func(t *testing.T, w *world)
		left string // the content of the file; empty if it is gone
		fail syscall.Errno
		hint string // a part of it
	}{
		{"the lock is a directory", func(t *testing.T, w *world) {
			asRoot(t, func() error { return os.Mkdir(w.SessionFile().Path()+".lock", 0o700) })
		}, "", 0, ""},
		{"the lock is root's", func(t *testing.T, w *world) {
			asRoot(t, func() error { return os.WriteFile(w.SessionFile().Path()+".lock", nil, 0o600) })
		}, "", 0, ""},
		{"the directory can't be written", func(t *testing.T, w *world) {
			if err := os.Chmod(w.dir, 0o500); err != nil {
				t.Fatal(err)
			}
		}, "{\n}\n", 0, ""},
		{"the disk is full", func(t *testing.T, w *world) {
			asRoot(t, func() error { return fullDisk(w.dir) })
		}, "", 0, ""},
		{"the file is immutable", func(t *testing.T, w *world) {
			asRoot(t, func() error {
				if exec.Command("chattr", "+i", w.SessionFile().Path()).Run() != nil {
					t.Skip("no attributes here")
				}
				return nil
			})
		}, goodSession, syscall.EPERM, "lsattr"},
		{"the file is mounted read-only", func(t *testing.T, w *world) {
			path := w.SessionFile().Path()
			asRoot(t, func() error {
				return errors.Join(syscall.Mount(path, path, "", syscall.MS_BIND, ""),
					syscall.Mount("", path, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
			})
		}, goodSession, syscall.EROFS, "where it can be written"},
		{"the directory is another's", func(t *testing.T, w *world) {
			asRoot(t, func() error {
				return errors.Join(os.Chown(w.dir, other, other), os.Chown(w.SessionFile().Path(), other, other), os.Chmod(w.dir, 0o755))
			})
		}, goodSession, syscall.EACCES, "run 'chown -R 4711 "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
			if !asUser(t, w) {
				return
			}
			tt.bar(t, w)
			removed, err := w.SessionFile().Remove(t.Context())
			if removed != (tt.fail == 0) || tt.fail == 0 && err != nil || tt.fail != 0 && !errors.Is(err, tt.fail) || !strings.Contains(hint.Of(err), tt.hint) {
				t.Errorf("got %v, %v and %q", removed, err, hint.Of(err))
			}
			if tt.fail == 0 {
				if again, err := w.SessionFile().Remove(t.Context()); again || err != nil {
					t.Errorf("again: %v, %v", again, err)
				}
			}
			asRoot(t, func() error {
				content, err := os.ReadFile(w.SessionFile().Path())
				if string(content) != tt.left || (tt.left == "") != errors.Is(err, fs.ErrNotExist) {
					t.Errorf("the file holds %q, %v", content, err)
				}
				return nil
			})
		})
	}
}

// A hint names what is in the way, and what can be done about it.
func TestHintsForOtherOwners(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		bar  func(w *world) error // as root
		hint string
	}{
		{"the lock is root's", func(w *world) error {
			return os.WriteFile(w.SessionFile().Path()+".lock", nil, 0o600)
		}, "DIR/workos-session.json.lock belongs to another user: run 'chown 4711 DIR/workos-session.json.lock' as root, or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		{"the file is root's", func(w *world) error {
			return os.Chown(w.SessionFile().Path(), 0, 0)
		}, "DIR/workos-session.json belongs to another user: run 'chown 4711 DIR/workos-session.json' as root, or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		{"the directory is root's", func(w *world) error {
			return os.Chown(w.dir, 0, 0)
		}, "DIR belongs to another user: run 'chown -R 4711 DIR' as root, or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		{"the directory can't be written", func(w *world) error {
			return os.Chmod(w.dir, 0o500)
		}, "run 'chmod u+rwx DIR', or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		{"the file can't be read", func(w *world) error {
			return os.Chmod(w.SessionFile().Path(), 0)
		}, "run 'chmod u+rw DIR/workos-session.json', or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		{"a directory above is root's alone", func(w *world) error {
			w.variables["HOME"] = filepath.Dir(w.dir)
			return os.Chmod(filepath.Dir(w.dir), 0o700)
		}, "ABOVE belongs to another user: run 'chown 4711 ABOVE' as root, or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		{"the system's directory", func(w *world) error {
			return errors.Join(os.RemoveAll(w.dir), os.Chmod(filepath.Dir(w.dir), 0o755))
		}, "set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
			if !asUser(t, w) {
				return
			}
			asRoot(t, func() error { return tt.bar(w) })
			_, err := w.SessionFile().Read(t.Context())
			if err == nil || errors.Is(err, fs.ErrNotExist) {
				_, err = w.SessionFile().Lock(t.Context())
			}
			names := strings.NewReplacer(w.dir, "DIR", filepath.Dir(w.dir), "ABOVE")
			if got := names.Replace(hint.Of(err)); !errors.Is(err, syscall.EACCES) || got != tt.hint {
				t.Errorf("got %v and %q", err, got)
			}
		})
	}
}

// fullDisk mounts a full disk at dir, with a session on it.
func fullDisk(dir string) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16k,mode=0700,uid=4711"); err != nil {
		return err
	}
	path := filepath.Join(dir, "workos-session.json")
	if err := errors.Join(os.WriteFile(path, []byte(goodSession), 0o600), os.Chown(path, user, user)); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if err := os.WriteFile(filepath.Join(dir, "fill"+string(rune('a'+n))), make([]byte, 4<<10), 0o600); err != nil {
			return nil
		}
	}
}

// Root has run once, and then the user must be able to go on.
func TestRootOnceThenTheUser(t *testing.T) {
	t.Parallel()
	home := filepath.Join(t.TempDir(), "home")
	if os.Getenv(stateVariable) == "" {
		runAlone(t)
		return
	}
	for path := filepath.Dir(home); path != os.TempDir(); path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Mkdir(home, 0o700), os.Chown(home, user, user)); err != nil {
		t.Fatal(err)
	}
	store := func() *credential.Store {
		lookup := map[string]string{"HOME": home}
		return credential.NewStore(func(name string) (string, bool) { value, set := lookup[name]; return value, set }, func(text string) { t.Errorf("warned: %s", text) })
	}
	write := func(s *credential.Store, access string) {
		t.Helper()
		l := locked(t, s.SessionFile())
		draft, err := l.Prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := draft.Commit(credential.Session{AccessToken: secret.New(access), ExpiresAt: time.Now().Add(time.Hour)}, nil); err != nil {
			t.Fatal(err)
		}
		l.Unlock()
	}
	write(store(), "of root")
	become(t, user)
	if session, err := store().SessionFile().Read(t.Context()); err != nil || session.AccessToken.Reveal() != "of root" {
		t.Errorf("got %v, %v", session, err)
	}
	write(store(), "of the user")
	if removed, err := store().SessionFile().Remove(t.Context()); !removed || err != nil {
		t.Errorf("got %v, %v", removed, err)
	}
}

// A hint is followed to the letter, and helps.
func TestHintsWork(t *testing.T) {
	t.Parallel()
	for _, mode := range []fs.FileMode{0o700, 0o755} {
		t.Run(mode.String(), func(t *testing.T) {
			w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
			if !asUser(t, w) {
				return
			}
			asRoot(t, func() error { return errors.Join(os.Chown(w.dir, 0, 0), os.Chmod(w.dir, mode)) })
			_, err := w.SessionFile().Lock(t.Context())
			_, advice, _ := strings.Cut(hint.Of(err), "run '")
			line, rest, _ := strings.Cut(advice, "'")
			if !strings.HasPrefix(rest, " as root") {
				t.Fatalf("%v: the hint is %q", err, hint.Of(err))
			}
			asRoot(t, func() error { return exec.Command("sh", "-c", line).Run() })
			locked(t, w.SessionFile()).Unlock()
		})
	}
}

// Following the advice about a file that others can read does not take it away
// from its reader.
func TestAdviceForAnExposedFileOfRoot(t *testing.T) {
	t.Parallel()
	for name, owner := range map[string]int{"the directory is the user's": user, "the directory is root's": 0} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
			if !asUser(t, w) {
				return
			}
			path := w.SessionFile().Path()
			asRoot(t, func() error {
				return errors.Join(os.Chown(path, 0, 0), os.Chmod(path, 0o644), os.Chown(w.dir, owner, owner), os.Chmod(w.dir, 0o755))
			})
			var warnings []string
			lookup := func(name string) (string, bool) { return w.dir, name == credential.DirectoryVariable }
			store := credential.NewStore(lookup, func(text string) { warnings = append(warnings, text) })
			if _, err := store.SessionFile().Read(t.Context()); err != nil || len(warnings) != 1 {
				t.Fatalf("got %v and %q", err, warnings)
			}
			_, advice, _ := strings.Cut(warnings[0], "run '")
			line, _, found := strings.Cut(advice, "' as root")
			if !found {
				t.Fatalf("warned %q", warnings)
			}
			asRoot(t, func() error { return exec.Command("sh", "-c", line).Run() })
			if _, err := store.SessionFile().Read(t.Context()); err != nil {
				t.Errorf("%v, after %q", err, line)
			}
			if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
				t.Errorf("the mode is %v, %v", info.Mode(), err)
			}
		})
	}
}

// The user's own directory may belong to root, who can read everything anyway.
func TestADirectoryOfRoot(t *testing.T) {
	t.Parallel()
	for owner, want := range map[int][]string{
		0:     {"others can read or write DIR/amika/workos-session.json: DIR/amika belongs to another user: run 'chown -R 4711 DIR/amika' as root, or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
		other: {"another user owns the directory DIR/amika and can replace the credentials in it", "others can read or write DIR/amika/workos-session.json: DIR/amika belongs to another user: run 'chown -R 4711 DIR/amika' as root, or set AMIKA_STATE_DIRECTORY to a directory of your own, and log in there"},
	} {
		t.Run(strconv.Itoa(owner), func(t *testing.T) {
			w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
			if !asUser(t, w) {
				return
			}
			dir := filepath.Join(w.dir, "amika")
			path := filepath.Join(dir, "workos-session.json")
			asRoot(t, func() error {
				return errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(path, []byte(goodSession), 0o644), os.Chmod(path, 0o644), os.Chown(path, owner, owner), os.Chown(dir, owner, owner))
			})
			var warnings []string
			variables := map[string]string{"XDG_STATE_HOME": w.dir}
			lookup := func(name string) (string, bool) {
				value, set := variables[name]
				return value, set
			}
			store := credential.NewStore(lookup, func(text string) { warnings = append(warnings, strings.ReplaceAll(text, w.dir, "DIR")) })
			if _, err := store.SessionFile().Read(t.Context()); err != nil {
				t.Error(err)
			}
			if !slices.Equal(warnings, want) {
				t.Errorf("warned %q, want %q", warnings, want)
			}
		})
	}
}

func TestADirectoryOfAnother(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a directory away")
	}
	w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
	if err := os.Chown(w.dir, other, other); err != nil {
		t.Fatal(err)
	}
	if active, err := w.Active(t.Context()); err != nil || active.Method != credential.Login {
		t.Errorf("got %v, %v", active, err)
	}
	w.wantWarnings(t, "another user owns the directory DIR and can replace the credentials in it")
}

// Our own directory has too many rights, and can't be changed.
func TestADirectoryThatCannotBeClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
	if !asUser(t, w) {
		return
	}
	dir := filepath.Join(w.dir, "amika")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "workos-session.json"), []byte(goodSession), 0o600)); err != nil {
		t.Fatal(err)
	}
	asRoot(t, func() error {
		return errors.Join(syscall.Mount(w.dir, w.dir, "", syscall.MS_BIND, ""),
			syscall.Mount("", w.dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	})
	var warnings []string
	variables := map[string]string{"XDG_STATE_HOME": w.dir}
	lookup := func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
	store := credential.NewStore(lookup, func(text string) { warnings = append(warnings, text) })
	if _, err := store.SessionFile().Read(t.Context()); err != nil {
		t.Error(err)
	}
	want := "others can use the directory " + dir + ", and its mode can't be changed: read-only file system"
	if len(warnings) != 1 || warnings[0] != want {
		t.Errorf("warned %q, want %q", warnings, want)
	}
}
