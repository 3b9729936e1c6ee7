package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	failed, refused := &sample{status: 1}, &sample{status: 3}
	for _, c := range []struct {
		budget budget
		want   string
	}{
		{budget{got: 5}, ""},
		{budget{got: 1.45, bar: bar{most: 1.45, goal: 1.38}}, "bar"},
		{budget{got: 1.451, bar: bar{most: 1.45, goal: 1.38}}, "MISSED"},
		{budget{got: 1.38, bar: bar{most: 1.45, goal: 1.38}}, "goal"},
		{budget{got: 1, bar: bar{most: 1}}, "bar"},
		{budget{got: 99, bar: bar{least: 100}}, "MISSED"},
		{budget{got: 100, bar: bar{least: 100}}, "bar"},
		{budget{got: 0, bar: bar{most: 1}, use: failed}, "MISSED, exit status 1"},
		{budget{got: 0, use: failed}, "MISSED, exit status 1"},
		{budget{got: 0, bar: bar{most: 1}, use: refused}, "MISSED, exit status 3"},
		{budget{got: 0.5, bar: bar{most: 1}, use: refused, refusal: true}, "bar"},
		{budget{got: 2, bar: bar{most: 1}, use: refused, refusal: true}, "MISSED"},
		{budget{got: 2, bar: bar{most: 1}, use: failed, refusal: true}, "MISSED, exit status 1"},
	} {
		if got := c.budget.verdict(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.budget, got, c.want)
		}
	}
}

func TestPrintTable(t *testing.T) {
	t.Parallel()
	use := &sample{wall: 1234567, cpu: 250 * time.Millisecond, faults: 260, memory: 3_160_000, threads: -1}
	rows := [][]string{
		heading,
		budget{what: "amika-extract", got: 1.5, round: spread{1.5, 1.4, 1.6}, byCPU: 1.52, bar: bar{most: 1.45, goal: 1.38}, decimals: 2, use: use}.cells(),
		budget{what: "größe", got: 2, bar: bar{most: 3}}.cells(),
	}
	var out strings.Builder
	printTable(&out, rows)
	const want = `
budget         measured        rounds  by CPU   bar  goal  reached  wall ms  CPU ms  faults  threads   MB
amika-extract      1.50  1.40 to 1.60    1.52  1.45  1.38   MISSED     1.23     250     260        ?  3.2
größe                 2                           3            bar
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("got%swant%s", got, want)
	}
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	grown := func(memory int64, milliseconds ...int) growth {
		g := growth{what: "x", status: 3}
		for i, ms := range milliseconds {
			g.steps = append(g.steps, step{n: 100 << i, cpu: time.Duration(ms) * time.Millisecond, memory: memory << (2 * i)})
		}
		return g
	}
	for _, c := range []struct {
		name   string
		growth growth
		want   string
	}{
		{"linear", grown(0, 10, 20, 40), "linear"},
		{"quadratic", grown(0, 10, 20, 80), "MISSED"},
		{"quadratic memory", grown(leastMemory, 10, 20, 40), "MISSED"},
		{"nothing at all", grown(0, 0, 0, 0), "small"},
		{"one size", grown(0, 50), "?"},
		{"no size", grown(0), "?"},
	} {
		if got := c.growth.verdict(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	got := grown(1000, 10, 20, 40, 120).cells()
	want := []string{"x", "800", "20.00", "40.00", "120", "2.0 3.0", "MISSED", "0.0", "0.1", "80", "3"}
	if !slices.Equal(got, want) || len(got) != len(growthHeading) {
		t.Errorf("cells are %q, want %q", got, want)
	}
	if got := grown(0, 10).cells(); got[2] != "" || got[3] != "" || got[4] != "10.00" {
		t.Errorf("cells of one step are %q", got)
	}
}
