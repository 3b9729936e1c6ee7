// Memory runs a program and prints how much memory it had at most, in KiB. A
// new process counts the memory of the one that it was forked from as its own,
// so that a small program has to do this.
package main

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

func main() {
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	os.Stdout.WriteString(strconv.FormatInt(usage.Maxrss, 10))
}
