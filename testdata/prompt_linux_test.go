package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const keyPrompt = `API key \(not shown\): $`

// TestPromptEnds ends the prompt for a key in every way there is. The terminal is
// then as it was before, and no key is stored.
func TestPromptEnds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		typed  string
		signal syscall.Signal // sent after typed; 0: none
		status int            // -1: ended by the signal
	}{
		{"Ctrl-C", "amk_typed\x03", 0, 130},
		{"Ctrl-D", "\x04", 0, 1},
		{"Ctrl-D after a correction", "amk_\x7f\x7f\x7f\x7f\x04", 0, 1},
		{"SIGTERM", "amk_typed", syscall.SIGTERM, 143},
		{"SIGHUP", "amk_typed", syscall.SIGHUP, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			cmd := exec.Command(filepath.Join(programs(t), "amika-login"), "--api-key-file", "-")
			cmd.Env = environ("AMIKA_STATE_DIRECTORY="+state, "GOTRACEBACK=none")
			s := onTerminal(t, cmd)
			s.until(t, keyPrompt)
			if s.echoes(t) {
				t.Error("the terminal shows what is typed")
			}
			s.write(t, c.typed)
			if c.signal != 0 {
				time.Sleep(200 * time.Millisecond) // the terminal passes on what is typed by and by
				_ = cmd.Process.Signal(c.signal)
			}
			if status := s.wait(); status != c.status {
				t.Errorf("status %d, want %d: %q", status, c.status, s.text())
			}
			if after := s.mode(t); after != s.before {
				t.Errorf("the terminal is %+v, was %+v", after, s.before)
			}
			if strings.Contains(s.text(), "amk_") {
				t.Errorf("the key is seen: %q", s.text())
			}
			if text, err := os.ReadFile(filepath.Join(state, "api-key.json")); err == nil {
				t.Errorf("stored: %s", text)
			}
		})
	}
}

// TestPromptTakesLongKeys pastes a key that is longer than a line of a terminal,
// and corrects its end.
func TestPromptTakesLongKeys(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	s := open(t, []string{"AMIKA_STATE_DIRECTORY=" + state}, "--api-key-file", "-")
	s.until(t, keyPrompt)
	key := strings.Repeat("k", 8<<10)
	s.write(t, "wrong\x15"+key+"xy\x7f\x7f\r")
	if status := s.wait(); status != 0 {
		t.Errorf("status %d: %q", status, s.text())
	}
	if text, err := os.ReadFile(filepath.Join(state, "api-key.json")); err != nil || !strings.Contains(string(text), `"`+key+`"`) {
		t.Errorf("stored %d bytes, %v", len(text), err)
	}
}

// TestPromptIsStopped presses Ctrl-Z at the prompt, in a shell with job control,
// and continues it with fg: it asks again and shows nothing.
func TestPromptIsStopped(t *testing.T) {
	t.Parallel()
	for shell, args := range map[string][]string{"bash": {"--norc", "--noprofile", "-i"}, "zsh": {"-f", "-i"}} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(err)
			}
			state := t.TempDir()
			cmd := exec.Command(path, args...)
			cmd.Env = environ("AMIKA_STATE_DIRECTORY="+state, "PATH="+programs(t)+":/usr/bin:/bin", "PS1=ready> ", "HISTFILE=", "TERM=dumb")
			s := onTerminal(t, cmd)
			s.until(t, `ready> (\x1b\[\?2004h)?$`)
			s.write(t, "amika-login --api-key-file -\r")
			for range 2 {
				s.until(t, keyPrompt)
				s.write(t, "amk_half\x1a")
				s.until(t, `(?is)(stopped|suspended).*ready> (\x1b\[\?2004h)?$`)
				s.forget()
				s.write(t, "echo shown\r")
				s.until(t, `shown\r\n(.|\n)*ready> (\x1b\[\?2004h)?$`)
				s.forget()
				s.write(t, "fg\r")
			}
			s.until(t, keyPrompt)
			if s.echoes(t) {
				t.Error("the terminal shows what is typed")
			}
			s.write(t, "amk_typed\r")
			s.until(t, `Stored the API key(.|\n)*ready> (\x1b\[\?2004h)?$`)
			s.write(t, "exit\r")
			s.wait()
			if strings.Contains(s.text(), "amk_") {
				t.Errorf("the key is seen: %q", s.text())
			}
			if text, err := os.ReadFile(filepath.Join(state, "api-key.json")); err != nil || !strings.Contains(string(text), `"amk_typed"`) {
				t.Errorf("stored: %s, %v", text, err)
			}
		})
	}
}

// forget drops the output so far.
func (s *screen) forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.shown.Reset()
}
