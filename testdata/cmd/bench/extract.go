package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// start measures the programs of a shell start, in a typical home.
func (b *bench) start() {
	home := b.home(typicalHome())
	s := b.rounds(10, 80, home, []string{"empty"}, []string{"again"}, []string{"amika-extract"}, []string{"amika", "auth", "extract"})
	empty, again, extract, dispatch := s[0], s[1], s[2], s[3]
	b.time("an empty Go program, over a copy of itself", over, bar{}, empty, again)
	b.time("amika-extract, a typical home, over an empty Go program", over, bar{most: 1.45, goal: 1.38}, extract, empty)
	b.faults("amika-extract, page faults", bar{most: 265, goal: 255}, extract)
	b.time("amika auth extract less amika-extract, in empty Go programs", extra, bar{most: 1.3}, dispatch, extract, empty)
	b.faults("amika auth extract, page faults", bar{most: 490, goal: 480}, dispatch)
}

// large measures amika-extract with a file that has grown for years.
func (b *bench) large() {
	const small, smallText = int64(99_000_000), "99 MB"
	large, largeText := int64(1<<30), "1 GiB"
	if b.big {
		large, largeText = 4<<30, "4 GiB"
	}
	home := b.home(nil)
	path := filepath.Join(home, claudePath)
	writeClaude(path, small)
	s := b.rounds(4, 2, home, []string{"unmarshal", path}, []string{"amika-extract"})
	b.time(smallText+" of ~/.claude.json, encoding/json, s", seconds, bar{}, s[0])
	b.time(smallText+" of ~/.claude.json, over encoding/json", over, bar{most: 0.15}, s[1], s[0])
	b.memory(smallText+" of ~/.claude.json, MB of memory", bar{most: 4}, s[1])
	writeClaude(path, large)
	l := b.rounds(1, 2, home, []string{"amika-extract"})
	check(os.Remove(path))
	b.memory(largeText+" of ~/.claude.json, MB of memory", bar{most: 4}, l[0])
}

// many measures amika-extract with a million small members, where none is of
// use, and where each might be.
func (b *bench) many() {
	for _, m := range []struct{ path, format string }{
		{claudePath, `"member%07d": %[1]d`},
		{openCodePath, `"p%07d": {}`},
	} {
		home := b.home(map[string]string{m.path: object(1_000_000, m.format)})
		s := b.rounds(3, 1, home, []string{"amika-extract"})
		what := "a million small members of ~/" + m.path
		b.time(what+", s", seconds, bar{most: 0.5}, s[0]).refusal = true
		b.memory(what+", MB of memory", bar{most: 20}, s[0]).refusal = true
	}
}

// sizes measures the files of the programs.
func (b *bench) sizes() {
	for _, p := range []struct {
		name string
		most float64
	}{{"amika-extract", 3}, {"amika", 2.4}, {"amika-login", 7.1}} {
		info, err := os.Stat(filepath.Join(b.programs, p.name))
		check(err)
		b.add(budget{what: p.name + ", MB on disk", got: float64(info.Size()) / 1e6, bar: bar{most: p.most}, decimals: 2})
	}
}

// time adds a budget of wall time, which figure computes from commands, beside
// what the first of these costs.
func (b *bench) time(what string, figure func([]sample, clock) float64, most bar, commands ...[][]sample) *budget {
	of := func(c clock) spread {
		return compare(func(t []sample) float64 { return figure(t, c) }, commands...)
	}
	s, use := of(wall), all(commands[0])
	return b.add(budget{what: what, got: s.all, round: s, byCPU: of(cpu).all, bar: most, decimals: 2, use: &use})
}

// faults adds a budget of page faults.
func (b *bench) faults(what string, most bar, command [][]sample) {
	s := compare(func(t []sample) float64 { return float64(t[0].faults) }, command)
	b.add(budget{what: what, got: s.all, round: s, bar: most})
}

// memory adds a budget of memory, in MB.
func (b *bench) memory(what string, most bar, command [][]sample) *budget {
	s := compare(func(t []sample) float64 { return float64(t[0].memory) / 1e6 }, command)
	use := all(command)
	return b.add(budget{what: what, got: s.all, round: s, bar: most, decimals: 1, use: &use})
}

// add adds a budget, and says on stderr that it is measured, since all of them
// take long.
func (b *bench) add(l budget) *budget {
	b.budgets = append(b.budgets, l)
	progress(l.what)
	return &b.budgets[len(b.budgets)-1]
}

func progress(what string) { fmt.Fprintln(os.Stderr, "measured:", what) }
