package command_test

import (
	"strings"
	"testing"

	"amika.dev/pkg/command"
)

// TestLongPage holds that what doesn't fit into a line is broken.
func TestLongPage(t *testing.T) {
	t.Parallel()
	page := command.Page{
		Path: "amika-tool",
		Command: &command.Command{
			Name: "amika-tool", Purpose: "Do things", Usage: "[--one]\n[--two]\namika-tool status",
			Examples: []command.Example{
				{Line: "amika-tool", Purpose: "short"},
				{Line: "amika-tool --one --two", Purpose: "as wide as it gets, so that it needs a line of its own above"},
				{Line: "x |\n  amika-tool", Purpose: "two lines"},
			},
			Statuses: []command.Status{command.Done, command.Failed, command.Usage},
		},
		Options: []command.Option{
			{Name: "--one", Placeholder: "ONE", Purpose: strings.Repeat("words ", 20) + "end", Default: "1"},
			{Name: "--two", Placeholder: strings.Repeat("TWO", 10), Purpose: "do it twice"},
		},
	}
	text := page.Text()
	for _, want := range []string{
		"Usage:\n  amika-tool [--one]\n             [--two]\n  amika-tool status\n",
		"  amika-tool  # short\n  # as wide as it gets, so that it needs a line of its own above\n  amika-tool --one --two\n" +
			"  # two lines\n  x |\n    amika-tool\n",
		"\nFlags:\n  --one ONE  words words",
		"\n             words words",
		"end (default\n             1)\n  --two TWOTWOTWOTWOTWOTWOTWOTWOTWOTWO\n             do it twice\n",
		"Exit status:\n  0    done\n  1    failed\n  2    wrong usage\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not have\n%s\n%s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if len(line) > 81 {
			t.Errorf("a line is too long: %s", line)
		}
	}
}
