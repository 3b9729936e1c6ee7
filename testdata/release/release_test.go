//go:build unix && !race

package release

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("GOWORK") == "off" {
		fmt.Println("skipped: make builds in the workspace")
		return
	}
	if testing.CoverMode() != "" {
		fmt.Println("skipped: there is nothing here to cover")
		return
	}
	// What was given to the make that runs the tests is not meant for theirs.
	os.Unsetenv("MAKEFLAGS")
	for _, ignored := range []os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTERM} {
		if signal.Ignored(ignored) {
			// By nohup, say. A program inherits that from what runs the tests, but not a handler.
			signal.Notify(make(chan os.Signal, 1), ignored)
		}
	}
	os.Exit(m.Run())
}

// root is the directory of the repository.
var root = func() string {
	dir, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return dir
}()

// run runs a program in a directory, which must succeed, and returns what it
// prints on stdout.
func run(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if ended, ok := err.(*exec.ExitError); ok {
			stderr = ended.Stderr
		}
		t.Fatalf("%s %v: %v\n%s%s", program, args, err, out, stderr)
	}
	return string(out)
}
