//go:build unix

package testdata

import (
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// mkfifo makes a FIFO at each path.
func mkfifo(ts *testscript.TestScript, neg bool, args []string) {
	for _, path := range args {
		ts.Check(syscall.Mkfifo(ts.MkAbs(path), 0o666))
	}
}
