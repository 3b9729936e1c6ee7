//go:build unix

package testdata

import "os/exec"

// toolNames are the tools of the system that scripts may use, beside the shells.
var toolNames = []string{"env", "cat", "head", "ln", "mkdir", "mv", "sed", "sleep", "tar", "date", "wc", "grep", "true"}

func lookTool(name string) (string, error) { return exec.LookPath(name) }

// What follows is for Windows.

func actAsTool() {}

func asOnUnix(program func() int) int { return program() }
