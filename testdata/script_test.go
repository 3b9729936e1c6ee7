// Package testdata tests the programs end to end. The files in script/ run them as
// a user would and describe what they do.
package testdata

import (
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestExtract(t *testing.T) { runScripts(t, "script/extract") }

func TestAmika(t *testing.T) { runScripts(t, "script/amika") }

func TestLogin(t *testing.T) { runScripts(t, "script/login") }

func TestDocs(t *testing.T) { runScripts(t, "script/docs") }

// runScripts runs the scripts in a directory. Each has a PATH with the three
// programs and a few tools, a HOME of its own at $WORK/home and none of the
// developer's variables. UPDATE_SCRIPTS=1 rewrites the blocks that `cmp` reads.
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
			work := filepath.ToSlash(env.WorkDir)
			home := path.Join(work, "home")
			env.Setenv("WORK", work)
			env.Setenv("HOME", home)
			env.Setenv("USERPROFILE", home) // what Windows calls it
			env.Setenv("BIN", filepath.ToSlash(bin))
			env.Setenv("HOMES", filepath.ToSlash(filepath.Join(here, "homes")))
			env.Setenv("ROOT", filepath.ToSlash(filepath.Dir(here)))
			env.Setenv("PATH", bin+string(filepath.ListSeparator)+tools)
			for _, variable := range environ() {
				name, value, _ := strings.Cut(variable, "=")
				env.Setenv(name, value)
			}
			if runtime.GOOS == "windows" {
				env.Setenv("AMIKA_TEST_SLASHES", "1") // see asOnUnix
			}
			// It matches the secrets in scripts, which must never be on stderr.
			env.Setenv("SECRET", "authtest-|eyJ|planted")
			env.Values[fakeKey{}] = new(fake)
			awaitForks() // the script's files have just been written
			return os.MkdirAll(home, 0o777)
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "root":
				return os.Geteuid() == 0, nil
			case "race":
				return raced, nil
			case "emulated":
				return emulated, nil
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

// awaitForks waits until each process that is being started runs its program.
// Before that it has the files open that this process had open then, and a file
// that is open for writing can't be run.
func awaitForks() {
	syscall.ForkLock.Lock()
	defer syscall.ForkLock.Unlock()
}

// status runs a program and checks its exit status: status STATUS PROGRAM
// [ARG...].
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
