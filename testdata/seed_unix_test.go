//go:build unix

package testdata

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// putLogin replaces the login of Claude Code in a home directory by the one with
// this number, as Claude Code does.
func putLogin(t *testing.T, home string, number int) {
	t.Helper()
	path := filepath.Join(home, ".claude", ".credentials.json")
	write(t, path+".new", fmt.Sprintf(`{"claudeAiOauth": {"accessToken": "access-%d-%s", "refreshToken": "refresh-%d",
		"expiresAt": 4102444800000, "scopes": ["user:inference"]}}`, number, strings.Repeat("x", 4000), number))
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// seededLogin returns the number of the login in a box, or -1 if there is none. It
// must be whole.
func seededLogin(t *testing.T, box string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(box, ".claude", ".credentials.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return -1
	}
	var file struct {
		ClaudeAiOauth struct{ AccessToken, RefreshToken string }
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatalf("a torn file: %v: %q", err, text)
	}
	var number int
	if _, err := fmt.Sscanf(file.ClaudeAiOauth.AccessToken, "access-%d-", &number); err != nil || file.ClaudeAiOauth.RefreshToken != "" {
		t.Fatalf("an odd login: %q", text)
	}
	return number
}

// TestSeedKills kills amika-extract at any moment of 300 hand-overs. The box has an
// old login or a new one, whole, and the next run leaves nothing else behind.
func TestSeedKills(t *testing.T) {
	t.Parallel()
	home, box := t.TempDir(), t.TempDir()
	extract := filepath.Join(programs(t), "amika-extract")
	start := func(args ...string) *exec.Cmd {
		cmd := exec.Command(extract, append([]string{"seed", "--into", box}, args...)...)
		cmd.Env = environ("HOME=" + home)
		return cmd
	}
	handed := 0
	most := 20 * time.Millisecond // until it is killed; made such that half are handed over
	for i := range 300 {
		putLogin(t, home, i)
		cmd := start("--follow")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(most))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if got := seededLogin(t, box); got > i {
			t.Fatalf("the box has login %d after %d", got, i)
		} else if got == i {
			handed++
			most -= most / 20
		} else {
			most += most / 20
		}
	}
	if handed == 0 || handed == 300 {
		t.Errorf("%d of 300 were handed over: the moments are no good", handed)
	}
	if out, err := start().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := entries(t, filepath.Join(box, ".claude")); len(got) != 1 {
		t.Errorf("what is left behind: %q", got)
	}
	if got := entries(t, box); len(got) != 2 {
		t.Errorf("what is left behind: %q", got)
	}
}

// TestSeedEnds holds that SIGTERM ends a run in order, with the hand-over that is
// in hand, and that a second signal ends it at once.
func TestSeedEnds(t *testing.T) {
	t.Parallel()
	for _, twice := range []bool{false, true} {
		home, dir := t.TempDir(), t.TempDir()
		putLogin(t, home, 1)
		cmd := exec.Command(filepath.Join(programs(t), "amika-extract"), "seed", "--follow", "--", "sh", "-c", "cat >begun; sleep "+map[bool]string{false: "1", true: "10"}[twice]+"; : >ended")
		cmd.Dir, cmd.Env = dir, environ("HOME="+home, "PATH="+os.Getenv("PATH"))
		errs, err := os.Create(filepath.Join(dir, "errors")) // a pipe would be held open by the command
		if err != nil {
			t.Fatal(err)
		}
		defer errs.Close()
		cmd.Stderr = errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitFor(t, filepath.Join(dir, "begun"))
		begun := time.Now()
		_ = cmd.Process.Signal(syscall.SIGTERM)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for waiting := true; waiting; {
			select {
			case err = <-ended:
				waiting = false
			case <-time.After(100 * time.Millisecond):
				if twice {
					_ = cmd.Process.Signal(syscall.SIGTERM)
				}
			}
		}
		_, unfinished := os.Stat(filepath.Join(dir, "ended"))
		if twice {
			if err == nil || time.Since(begun) > 9*time.Second {
				t.Errorf("the second signal: %v after %v", err, time.Since(begun))
			}
			continue
		}
		if err != nil || unfinished != nil {
			text, _ := os.ReadFile(errs.Name())
			t.Errorf("%v, %v\n%s", err, unfinished, text)
		}
	}
}

// waitFor waits for a file.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s never came to be", path)
		}
	}
}
