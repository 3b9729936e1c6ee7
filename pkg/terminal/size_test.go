package terminal_test

import (
	"bytes"
	"os"
	"testing"

	"amika.dev/pkg/terminal"
)

// A terminal is looked at by the tests of the programs.
func TestColumnsOfNoTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, stream := range []any{nil, new(bytes.Buffer), file, (*os.File)(nil)} {
		if got := terminal.Columns(stream); got != 0 {
			t.Errorf("%T has %d columns", stream, got)
		}
	}
}
