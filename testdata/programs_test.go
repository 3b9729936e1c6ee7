package testdata

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	extract "amika.dev/amika-extract/cli"
	login "amika.dev/amika-login/cli"
	amika "amika.dev/amika/cli"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	// Many tests wait for time to pass rather than for a processor, so that several
	// can wait at once. -parallel still says otherwise.
	if err := flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	actAsTool()
	path := os.Args[0] // of which testscript leaves the last name
	program := func(run func() int) func() {
		return func() {
			os.Args[0] = path
			os.Exit(asOnUnix(run))
		}
	}
	testscript.Main(suite{m}, map[string]func(){
		"amika": program(amika.Main), "amika-login": program(login.Main), "amika-extract": program(extract.Main),
	})
}

// emulated reports whether .ci/test-arch runs the tests on an emulated processor,
// which is slow and can't do all that Linux can.
var emulated = os.Getenv("AMIKA_TEST_EMULATED") != ""

// A suite runs the tests with a directory for what several of them use.
type suite struct{ *testing.M }

// shared is that directory.
var shared string

func (s suite) Run() int {
	for _, ignored := range []os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTERM} {
		if signal.Ignored(ignored) {
			// By nohup, say. A program inherits that from what runs the tests, but not a handler.
			signal.Notify(make(chan os.Signal, 1), ignored)
		}
	}
	var err error
	if shared, err = os.MkdirTemp("", "amika-tests-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(shared)
	return s.M.Run()
}

// environ returns the environment of a program that a test starts: the given
// variables, and those that the tools of Go need to measure coverage and to
// find races.
func environ(variables ...string) []string {
	// A program that was built with the race detector ends at once, and not a
	// second later.
	variables = append(variables, "GORACE=atexit_sleep_ms=0")
	for _, variable := range variables {
		if home, ok := strings.CutPrefix(variable, "HOME="); ok {
			variables = append(variables, "USERPROFILE="+home) // what Windows calls it
		}
	}
	if dir := os.Getenv("GOCOVERDIR"); dir != "" {
		variables = append(variables, "GOCOVERDIR="+dir)
	}
	return variables
}

// programNames are the programs of this workspace.
var programNames = []string{"amika", "amika-login", "amika-extract"}

// programs returns a directory that holds the three programs, as they are
// tested, and nothing else. All tests share it. testscript's own are links to one
// file, which amika would take for itself.
func programs(t testing.TB) string {
	t.Helper()
	dir, err := copyPrograms()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var copyPrograms = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(shared, "tested")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	for _, name := range programNames {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", err
		}
		if err := copyProgram(path, filepath.Join(dir, filepath.Base(path))); err != nil {
			return "", err
		}
	}
	return dir, nil
})

// copyProgram copies a file that can be run. On Unix another process does it: one
// that this process starts meanwhile would inherit the open file, and a file open
// for writing can't be run.
func copyProgram(from, to string) error {
	if runtime.GOOS == "windows" {
		content, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		return os.WriteFile(to, content, 0o755)
	}
	if out, err := exec.Command("cp", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// built returns a directory that holds the three programs as `make build` builds
// them. All tests share it.
func built(t testing.TB) string {
	t.Helper()
	dir, err := buildPrograms()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var buildPrograms = sync.OnceValues(func() (string, error) {
	cmd := makeTarget("build")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return builtDirectory(), nil
})

func builtDirectory() string { return filepath.Join(shared, "built") }

// makeTarget returns a command that makes a target. All that build the programs
// do it in one directory and stamp them with one version, so that they are up to
// date for the others after the first.
func makeTarget(target string, variables ...string) *exec.Cmd {
	args := []string{"-C", "..", target, "BIN=" + builtDirectory(), "VERSION=1.2.3", "REVISION=abcdef"}
	cmd := exec.Command("make", append(args, variables...)...)
	cmd.Env = append(cmd.Environ(), "MAKEFLAGS=")
	return cmd
}

// systemTools makes a directory with the shells and tools that scripts may
// use, as far as the machine has them.
func systemTools(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Concat(toolNames, []string{"sh", "dash", "bash", "zsh", "ksh", "busybox", "fish", "jq", "kubectl"}) {
		path, err := lookTool(name)
		if err != nil {
			continue
		}
		place := os.Symlink
		if runtime.GOOS == "windows" { // where only some may make links
			place = copyProgram
		}
		if err := place(path, filepath.Join(dir, name+filepath.Ext(path))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// write writes a file and the directories above it.
func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// entries returns the names in a directory, or none if it doesn't exist.
func entries(t testing.TB, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}
