//go:build unix

package browser_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"amika.dev/amika-login/browser"
)

// With this variable the test binary is a program that opens the page.
const childPage = "OPEN_PAGE"

func TestMain(m *testing.M) {
	if url := os.Getenv(childPage); url != "" {
		opened, _ := browser.System().Open(url)
		fmt.Println(opened)
		return
	}
	os.Exit(m.Run())
}

// An opener is a stand-in on PATH. It reports through a FIFO, so that nobody
// has to look again and again whether it has.
type opener struct{ dir, report string }

func newOpener(t *testing.T, name, script string) opener {
	t.Helper()
	o := opener{dir: t.TempDir()}
	o.report = filepath.Join(o.dir, "report")
	if err := syscall.Mkfifo(o.report, 0o600); err != nil {
		t.Fatal(err)
	}
	// A child that another test forks now would hold the file open for writing,
	// and nobody could run it (ETXTBSY).
	syscall.ForkLock.RLock()
	err := os.WriteFile(filepath.Join(o.dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// open runs a program that opens the page, and returns all that it prints and
// what the opener reports.
func (o opener) open(t *testing.T, environment ...string) (printed, report string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append([]string{childPage + "=" + page, "REPORT=" + o.report, "PATH=" + o.dir + ":/usr/bin:/bin", "AMIKA_API_KEY=planted"}, environment...)
	// It would not return if the opener held on to the output.
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	printed = strings.TrimSpace(strings.ReplaceAll(string(out), "warning: GOCOVERDIR not set, no coverage data emitted\n", ""))
	if printed != "true" {
		t.Fatalf("nothing was started: printed %q", printed)
	}
	data, err := os.ReadFile(o.report)
	if err != nil {
		t.Fatal(err)
	}
	return printed, strings.TrimSpace(string(data))
}

func TestOpenerThatPrints(t *testing.T) {
	t.Parallel()
	o := newOpener(t, "xdg-open", `echo noise; echo noise >&2; echo "$#: $1, $AMIKA_API_KEY" >"$REPORT"`)
	printed, report := o.open(t, "DISPLAY=:0")
	if printed != "true" || report != "1: "+page+"," {
		t.Errorf("printed %q, reported %q", printed, report)
	}
}

func TestOpenerThatFails(t *testing.T) {
	t.Parallel()
	o := newOpener(t, "my-browser", `echo failing >"$REPORT"; exit 3`)
	if printed, report := o.open(t, "BROWSER=my-browser --new %s", "CI=true"); printed != "true" || report != "failing" {
		t.Errorf("printed %q, reported %q", printed, report)
	}
}

// It runs on when the program that started it has ended, where no Ctrl-C of
// that program's terminal reaches it, with nothing to read.
func TestOpenerThatHangs(t *testing.T) {
	t.Parallel()
	o := newOpener(t, "xdg-open", `read line; echo "$$ $? $line" >"$REPORT"; exec sleep 600`)
	printed, report := o.open(t, "WAYLAND_DISPLAY=wayland-0")
	number, _, _ := strings.Cut(report, " ")
	pid, err := strconv.Atoi(number)
	if err != nil || pid <= 1 || printed != "true" || report != number+" 1" {
		t.Fatalf("printed %q, reported %q", printed, report)
	}
	defer func() { _ = syscall.Kill(pid, syscall.SIGKILL) }()
	if group, err := syscall.Getpgid(pid); err != nil || group != pid {
		t.Errorf("it is in the group %d: %v", group, err)
	}
}

func TestWhatIsNoProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"not-executable": 0o600, "no-format": 0o700} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("\x7fno"), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "directory"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"not-executable", "no-format", "directory", "absent"} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{childPage + "=" + page, "PATH=" + dir, "BROWSER=" + name}
		if out, err := cmd.Output(); err != nil || string(out) != "false\n" {
			t.Errorf("%s: %v, printed %q", name, err, out)
		}
	}
}
