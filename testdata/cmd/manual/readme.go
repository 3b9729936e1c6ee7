package main

import (
	"fmt"
	"strings"

	"amika.dev/pkg/command"
)

// shown returns a README with the current help in the block below the line
// "$ PROGRAM -h".
func shown(readme string, root *command.Command) (string, error) {
	call := "\n$ " + root.Name + " -h\n"
	before, after, found := strings.Cut(readme, call)
	_, after, ended := strings.Cut(after, "```\n")
	if !found || !ended {
		return "", fmt.Errorf("there is no block with%s", strings.TrimSuffix(call, "\n"))
	}
	page := command.Pages(root)[0]
	own := *page.Command
	own.Extensions = nil // what is on this machine is not for others to read
	page.Command = &own
	return before + call + page.Text() + "```\n" + after, nil
}
