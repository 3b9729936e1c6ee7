package command_test

import (
	"strings"
	"testing"

	"amika.dev/pkg/command"
)

// FuzzComplete holds that whatever is typed, what comes back are whole lines:
// directives, and candidates that go on with what is typed.
func FuzzComplete(f *testing.F) {
	for _, line := range []string{"", "s", "-", "--", "--shape", "--shape=", "--shape=ro", "--shape ro", "status --j", "-- x", "completion ", "--=", "-=x", "---x=y", "--quiet=", "\xff \x00"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words := strings.Split(line, " ")
		env := command.NewTest(nil)
		if status := command.Run(t.Context(), env.Env, completing(), append([]string{command.Complete}, words...)); status != command.Done || env.Err.Len() > 0 {
			t.Errorf("%q: status %d, stderr %q", line, status, &env.Err)
		}
		typed := words[len(words)-1]
		for answer := range strings.Lines(env.Out.String()) {
			answer, ended := strings.CutSuffix(answer, "\n")
			value, _, _ := strings.Cut(answer, "\t")
			dashes := strings.TrimLeft(typed, "-") // one dash is as good as two
			if !ended || !strings.HasPrefix(value, ":") && !strings.HasPrefix(value, typed) && !strings.HasPrefix(strings.TrimLeft(value, "-"), dashes) {
				t.Errorf("%q may become %q", line, answer)
			}
		}
	})
}
