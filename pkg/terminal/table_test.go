package terminal_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"amika.dev/pkg/terminal"
)

var rows = [][]string{
	{"STATE", "FILE", "VALUE", "DETAIL"},
	{"used", "~/.codex/auth.json", "sk-…", "as OPENAI_API_KEY, CODEX_API_KEY"},
	{"missing", "~/.amp/config.json", "-", "-"},
}

func TestTable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		columns int
		want    string
	}{
		{0, `
STATE    FILE                VALUE  DETAIL
used     ~/.codex/auth.json  sk-…   as OPENAI_API_KEY, CODEX_API_KEY
missing  ~/.amp/config.json  -      -
`},
		{68, `
STATE    FILE                VALUE  DETAIL
used     ~/.codex/auth.json  sk-…   as OPENAI_API_KEY, CODEX_API_KEY
missing  ~/.amp/config.json  -      -
`},
		{67, `
STATE    FILE                VALUE  DETAIL
used     ~/.codex/auth.json  sk-…
    as OPENAI_API_KEY, CODEX_API_KEY
missing  ~/.amp/config.json  -      -
`},
		{30, `
STATE    FILE
    VALUE  DETAIL
used     ~/.codex/auth.json
    sk-…
    as OPENAI_API_KEY,
    CODEX_API_KEY
missing  ~/.amp/config.json
`},
		{1, `
STATE
    FILE
    VALUE
    DETAIL
used
    ~/.codex/auth.json
    sk-…
    as
    OPENAI_API_KEY,
    CODEX_API_KEY
missing
    ~/.amp/config.json
`},
	}
	for _, tt := range tests {
		table := terminal.Table{Rows: rows, Columns: tt.columns}
		if got := "\n" + string(table.Text()); got != tt.want {
			t.Errorf("%d columns:\n%s\nwant\n%s", tt.columns, got, tt.want)
		}
	}
	if got := (terminal.Table{}).Text(); len(got) != 0 {
		t.Errorf("no rows are written as %q", got)
	}
	if got := string(terminal.Table{Rows: [][]string{{"-", "-"}, {"-", "-"}}}.Text()); got != "-  -\n-  -\n" {
		t.Errorf("rows without content are written as %q", got)
	}
}

// TestTableFits holds that no line is wider than the terminal where its words
// are not, that no word is lost and that no line ends in a space.
func TestTableFits(t *testing.T) {
	t.Parallel()
	for columns := 22; columns < 100; columns++ {
		text := string(terminal.Table{Rows: rows, Columns: columns}.Text())
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > columns || strings.HasSuffix(line, " ") {
				t.Errorf("%d columns: %q", columns, line)
			}
		}
		for _, word := range strings.Fields("STATE FILE VALUE DETAIL used ~/.codex/auth.json sk-… as OPENAI_API_KEY, CODEX_API_KEY missing ~/.amp/config.json") {
			if !strings.Contains(text, word) {
				t.Errorf("%d columns: %s is lost", columns, word)
			}
		}
	}
}

func TestTableInColour(t *testing.T) {
	t.Parallel()
	colour := func(first string) terminal.Colour {
		switch first {
		case "STATE":
			return terminal.Bold
		case "used":
			return terminal.Green
		}
		return terminal.Plain
	}
	plain := string(terminal.Table{Rows: rows, Columns: 40}.Text())
	painted := string(terminal.Table{Rows: rows, Columns: 40, Colour: colour}.Text())
	for _, want := range []string{"\x1b[1mSTATE\x1b[0m ", "\x1b[32mused\x1b[0m ", "\nmissing "} {
		if !strings.Contains(painted, want) {
			t.Errorf("there is no %q in\n%q", want, painted)
		}
	}
	if stripped := strings.NewReplacer("\x1b[1m", "", "\x1b[32m", "", "\x1b[0m", "").Replace(painted); stripped != plain {
		t.Errorf("without colours it is\n%s\nwant\n%s", stripped, plain)
	}
}
