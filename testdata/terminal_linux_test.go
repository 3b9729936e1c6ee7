package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"golang.org/x/sys/unix"
)

// TestTerminalKey types an API key at the prompt. The terminal must not echo it,
// whatever its name.
func TestTerminalKey(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"-", "/dev/stdin", "/dev/tty"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			s := open(t, []string{"AMIKA_STATE_DIRECTORY=" + state}, "--api-key-file", file)
			s.until(t, keyPrompt)
			s.write(t, "amk_typed\n")
			if status := s.wait(); status != 0 {
				t.Errorf("status %d: %q", status, s.text())
			}
			if strings.Contains(s.text(), "amk_typed") {
				t.Errorf("the key is seen: %q", s.text())
			}
			if text, err := os.ReadFile(filepath.Join(state, "api-key.json")); err != nil || !strings.Contains(string(text), "amk_typed") {
				t.Errorf("stored: %s, %v", text, err)
			}
		})
	}
}

// TestTerminalKeyInterrupted presses Ctrl-C at the prompt. The terminal must echo
// again.
func TestTerminalKeyInterrupted(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	s := open(t, []string{"AMIKA_STATE_DIRECTORY=" + state}, "--api-key-file", "-")
	s.until(t, `(?i)key.*: $`)
	if s.echoes(t) {
		t.Error("the terminal shows what is typed")
	}
	s.write(t, "amk_typed\x03")
	if status := s.wait(); status != 130 {
		t.Errorf("status %d: %q", status, s.text())
	}
	if !s.echoes(t) {
		t.Error("the terminal does not show what is typed any more")
	}
	for _, name := range entries(t, state) {
		if !strings.HasSuffix(name, ".lock") {
			t.Errorf("%s is left", name)
		}
	}
}

// TestTerminalLogin checks the line that shows the time left, which is cleared in
// the end.
func TestTerminalLogin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		decide func(s *screen, server *authtest.Server)
		status int
		last   string // what the screen ends with
	}{
		{"approved", func(_ *screen, server *authtest.Server) { server.Approve() }, 0, `\nLogged in as dev@example\.com\r\n$`},
		{"denied", func(_ *screen, server *authtest.Server) { server.Deny() }, 1, `denied.*\r\nhint: .*\r\n$`},
		{"Ctrl-C", func(s *screen, _ *authtest.Server) { _, _ = s.terminal.WriteString("\x03") }, 130, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server, url := serve(t, &authtest.Server{Interval: time.Second})
			s := open(t, []string{"AMIKA_STATE_DIRECTORY=" + t.TempDir(), "AMIKA_WORKOS_API_URL=" + url, "TERM=xterm"}, "--no-browser")
			s.until(t, `WXYZ-BBBC[^$]*\d+s\b`)
			c.decide(s, server)
			if status := s.wait(); status != c.status {
				t.Errorf("status %d, want %d: %q", status, c.status, s.text())
			}
			// The line is cleared before it is written again.
			shown := regexp.MustCompile(`[^\n]*\r\x1b\[K`).ReplaceAllString(s.text(), "")
			if strings.Contains(shown, "left") || !regexp.MustCompile(c.last).MatchString(shown) {
				t.Errorf("at the end, the terminal shows %q", shown)
			}
		})
	}
}

// A screen is a terminal on which a program runs.
type screen struct {
	terminal *os.File // the user's side
	tty      *os.File // the program's side
	cmd      *exec.Cmd
	before   unix.Termios  // how the terminal behaved before the program started
	read     chan struct{} // closed when all output has been read

	mutex sync.Mutex
	shown strings.Builder
}

// open starts amika-login on a terminal.
func open(t *testing.T, variables []string, args ...string) *screen {
	t.Helper()
	cmd := exec.Command(filepath.Join(programs(t), "amika-login"), args...)
	cmd.Env = environ(variables...)
	return onTerminal(t, cmd)
}

// onTerminal starts a program on a terminal that controls it, so that Ctrl-C
// reaches it.
func onTerminal(t *testing.T, cmd *exec.Cmd) *screen {
	t.Helper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { terminal.Close() })
	number, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(terminal.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close() })
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	s := &screen{terminal: terminal, tty: tty, cmd: cmd, read: make(chan struct{})}
	s.before = s.mode(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.watch()
	return s
}

// watch records the output.
func (s *screen) watch() {
	defer close(s.read)
	var buffer [4096]byte
	for {
		n, err := s.terminal.Read(buffer[:])
		s.mutex.Lock()
		s.shown.Write(buffer[:n])
		s.mutex.Unlock()
		if err != nil || strings.HasSuffix(string(buffer[:n]), endMark) {
			return
		}
	}
}

// endMark is written by the test itself after the program has ended, to know when
// all output has been read. No program prints it.
const endMark = "\x1e"

func (s *screen) text() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return strings.TrimSuffix(s.shown.String(), endMark)
}

// until waits until the output matches a pattern.
func (s *screen) until(t *testing.T, pattern string) {
	t.Helper()
	want := regexp.MustCompile(pattern)
	for end := time.Now().Add(patience); !want.MatchString(s.text()); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			_ = s.cmd.Process.Kill()
			t.Fatalf("%s is not shown: %q", pattern, s.text())
		}
	}
}

func (s *screen) write(t *testing.T, text string) {
	t.Helper()
	if _, err := s.terminal.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// wait waits for the program and all its output, and returns its exit status.
func (s *screen) wait() (status int) {
	_ = s.cmd.Wait()
	_, _ = s.tty.WriteString(endMark)
	<-s.read
	return s.cmd.ProcessState.ExitCode()
}

// mode returns how the terminal behaves.
func (s *screen) mode(t *testing.T) unix.Termios {
	t.Helper()
	mode, err := unix.IoctlGetTermios(int(s.tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *mode
}

// echoes reports whether the terminal echoes input.
func (s *screen) echoes(t *testing.T) bool {
	t.Helper()
	return s.mode(t).Lflag&unix.ECHO != 0
}
