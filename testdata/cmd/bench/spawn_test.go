package main

import (
	"encoding/json"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

func TestOrder(t *testing.T) {
	t.Parallel()
	digits := order(50, 3)
	turns := map[string]int{}
	for turn := range slices.Chunk([]byte(digits), 3) {
		sorted := slices.Sorted(slices.Values(turn))
		if string(sorted) != "012" {
			t.Errorf("a turn runs %q", turn)
		}
		turns[string(turn)]++
	}
	if len(digits) != 150 || len(turns) < 2 {
		t.Errorf("%q is not shuffled", digits)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	samples, err := parse(strings.NewReader("1 1500000 900 260 3100000 0\n0 7 1 2 3 137\n"), 2)
	if err != nil {
		t.Fatal(err)
	}
	want := sample{wall: 1500 * time.Microsecond, cpu: 900 * time.Microsecond, faults: 260, memory: 3100000}
	if len(samples[1]) != 1 || samples[1][0] != want || samples[0][0].status != 137 {
		t.Errorf("samples are %+v", samples)
	}
	for _, bad := range []string{"2 1 1 1 1 0\n", "-1 1 1 1 1 0\n", "0 1 1\n", "0 1 1 1 1 0 9\n", "panic\n"} {
		if _, err := parse(strings.NewReader(bad), 2); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// TestRounds measures a program that does nothing and one that fails.
func TestRounds(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("it needs the go command")
	}
	b := &bench{work: t.TempDir(), programs: t.TempDir()}
	for _, program := range []string{"parent", "empty", "unmarshal"} {
		if err := compile(program, "", filepath.Join(b.programs, program)); err != nil {
			t.Fatal(err)
		}
	}
	s := b.rounds(2, 3, b.home(nil), []string{"empty"}, []string{"unmarshal", "missing"})
	for i, status := range []int{0, 1} {
		if len(s[i]) != 2 || len(s[i][1]) != 3 {
			t.Fatalf("%d rounds of command %d", len(s[i]), i)
		}
		got := all(s[i])
		if got.status != status || got.wall <= 0 || got.cpu <= 0 || got.faults < 10 || got.memory < 100<<10 || got.memory > 1<<30 {
			t.Errorf("command %d: %+v", i, got)
		}
		if runtime.GOOS == "linux" && got.threads == 0 {
			t.Error("a Go program without a thread of the runtime")
		}
	}
	if left, _ := filepath.Glob(filepath.Join(b.work, "copy-*")); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
}

// TestFiles reads what the programs are measured with.
func TestFiles(t *testing.T) {
	t.Parallel()
	files := typicalHome()
	for path, content := range spellings(16_000) {
		files["spellings "+path] = content
	}
	files["session"] = session(new(authtest.Server).Login(time.Hour), 0)
	files["more in the session"] = session(new(authtest.Server).Login(time.Hour), 1000)
	files["clashing"] = object(1000, clashing)
	for path, content := range files {
		var members map[string]any
		if err := json.Unmarshal([]byte(content), &members); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		least := map[string]int{"spellings " + openCodePath: 16_000, "more in the session": 1006, "clashing": 2000}[path]
		if len(members) < max(least, 1) {
			t.Errorf("%s has %d members", path, len(members))
		}
	}
}
