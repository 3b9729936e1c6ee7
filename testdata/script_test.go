// Package testdata tests the programs end to end: the files in script/ say what
// each does, and run them as a person would.
package testdata

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
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
	testscript.Main(m, map[string]func(){
		"amika":         func() { os.Exit(amika.Main()) },
		"amika-login":   func() { os.Exit(login.Main()) },
		"amika-extract": func() { os.Exit(extract.Main()) },
	})
}

func TestExtract(t *testing.T) { runScripts(t, "script/extract") }

func TestAmika(t *testing.T) { runScripts(t, "script/amika") }

func TestLogin(t *testing.T) { runScripts(t, "script/login") }

func TestDocs(t *testing.T) { runScripts(t, "script/docs") }

// runScripts runs the scripts of a directory. Each gets a PATH that holds the
// three programs and the few tools that scripts use, a HOME of its own at
// $WORK/home and no other variable of the developer's. UPDATE_SCRIPTS=1
// rewrites the golden blocks that `cmp` compares with.
func runScripts(t *testing.T, dir string) {
	t.Parallel()
	bin, tools := programs(t), systemTools(t)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("HOME", home)
			env.Setenv("BIN", bin)
			env.Setenv("HOMES", filepath.Join(here, "homes"))
			env.Setenv("ROOT", filepath.Dir(here))
			env.Setenv("PATH", bin+string(filepath.ListSeparator)+tools)
			env.Setenv("GORACE", quickExit)
			// What is secret in the scripts, and is never to be seen on stderr.
			env.Setenv("SECRET", "workostest-|eyJ|planted")
			env.Values[fakeKey{}] = new(fake)
			return os.MkdirAll(home, 0o777)
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "root":
				return os.Geteuid() == 0, nil
			case "race":
				return raced, nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await":   await,
			"bytes":   bytesTo,
			"holds":   holds,
			"json":    sameJSON,
			"mkfifo":  mkfifo,
			"mode":    mode,
			"session": session,
			"shown":   shown,
			"status":  status,
			"usage":   usage,
			"workos":  workos,
		},
	})
}

// quickExit is the value of GORACE with which a program that was built with the
// race detector ends at once, and not a second later.
const quickExit = "atexit_sleep_ms=0"

// status runs a program and checks its exit status: status 3 amika-extract.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status STATUS PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with status %d, want %d", args[1], got, want)
	}
}

// mkfifo makes a FIFO at each path.
func mkfifo(ts *testscript.TestScript, neg bool, args []string) {
	for _, path := range args {
		ts.Check(syscall.Mkfifo(ts.MkAbs(path), 0o666))
	}
}

// programs makes a directory with the three programs. testscript's own are
// links to one file, which amika would take for itself.
func programs(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"amika", "amika-login", "amika-extract"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		// Not by this process: a file that is open for writing in one that
		// starts others meanwhile can't be run.
		if out, err := exec.Command("cp", path, dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return dir
}

// systemTools makes a directory with the shells and tools that scripts may
// use, as far as the machine has them.
func systemTools(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"sh", "dash", "bash", "zsh", "ksh", "busybox", "fish", "jq", "env", "cat", "head", "ln", "mkdir", "mv", "sed", "sleep", "true"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
