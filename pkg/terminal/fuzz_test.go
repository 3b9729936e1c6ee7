package terminal_test

import (
	"strings"
	"testing"

	"amika.dev/pkg/terminal"
)

// FuzzTable holds that no word of a table is lost or doubled, however narrow
// the terminal is.
func FuzzTable(f *testing.F) {
	f.Add("STATE\tFILE\tDETAIL", "used\t~/.codex/auth.json\tas OPENAI_API_KEY, CODEX_API_KEY", 30)
	f.Add("", "", 0)
	f.Add("a\tb", "ü…\t-", 1)
	f.Add("a\t\tb", "\t\t", -1)
	f.Fuzz(func(t *testing.T, first, second string, columns int) {
		rows := [][]string{strings.Split(first, "\t"), strings.Split(second, "\t")}
		if len(rows[0]) != len(rows[1]) || strings.ContainsAny(first+second, "\n\r\v\f-") {
			return
		}
		text := string(terminal.Table{Rows: rows, Columns: columns}.Text())
		got := strings.Fields(strings.ReplaceAll(text, "-", " ")) // what an empty cell shows
		want := strings.Fields(first + "\t" + second)
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q at %d columns is written as %q", rows, columns, text)
		}
	})
}
