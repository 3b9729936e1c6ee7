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

// TestSeedEnds checks that a signal ends a run after the hand-over that has begun, and
// that Ctrl-C does, too, which a terminal sends to all processes in the foreground.
func TestSeedEnds(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, toGroup := range []bool{false, true} {
			for _, into := range []bool{false, true} {
				t.Run(fmt.Sprint(signal, toGroup, into), func(t *testing.T) {
					t.Parallel()
					home, box := t.TempDir(), t.TempDir()
					putLogin(t, home, 1)
					args := []string{"--", "sh", "-c", "cat >begun; sleep 0.5; : >ended"}
					begun := filepath.Join(box, "begun")
					if into {
						args, begun = []string{"--into", box}, filepath.Join(box, ".claude", ".credentials.json")
					}
					cmd, errs := startSeed(t, home, box, args...)
					waitFor(t, begun)
					pid := cmd.Process.Pid
					if toGroup {
						pid = -pid
					}
					if err := syscall.Kill(pid, signal); err != nil {
						t.Fatal(err)
					}
					err := cmd.Wait()
					_, unfinished := os.Stat(filepath.Join(box, "ended"))
					if err != nil || unfinished != nil && !into {
						text, _ := os.ReadFile(errs)
						t.Errorf("%v, %v\n%s", err, unfinished, text)
					}
					if left, err := filepath.Glob(filepath.Join(box, ".claude", ".amika*")); err != nil || len(left) > 0 {
						t.Errorf("what is left behind: %q, %v", left, err)
					}
				})
			}
		}
	}
}

// TestSeedEndsAtOnce checks that the second signal ends a run at once.
func TestSeedEndsAtOnce(t *testing.T) {
	t.Parallel()
	home, box := t.TempDir(), t.TempDir()
	putLogin(t, home, 1)
	cmd, _ := startSeed(t, home, box, "--", "sh", "-c", "cat >begun; sleep 10; : >ended")
	waitFor(t, filepath.Join(box, "begun"))
	begun := time.Now()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err == nil || time.Since(begun) > 9*time.Second {
				t.Errorf("the second signal: %v after %v", err, time.Since(begun))
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// startSeed starts seed --follow in the directory of a box, in a process group of its
// own. Its stderr is a file, since a pipe would be held open by the command.
func startSeed(t *testing.T, home, box string, args ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(programs(t), "amika-extract"), append([]string{"seed", "--follow"}, args...)...)
	cmd.Dir, cmd.Env = box, environ("HOME="+home, "PATH="+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	errs, err := os.Create(filepath.Join(t.TempDir(), "errors"))
	if err != nil {
		t.Fatal(err)
	}
	defer errs.Close()
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, errs.Name()
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
