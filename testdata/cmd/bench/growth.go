package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	linear = 2.6 // the highest ratio of a doubling that counts as linear

	enough      = 250 * time.Millisecond // not to be doubled again
	quick       = 100 * time.Millisecond // run more often
	leastTime   = 4 * time.Millisecond   // to tell a ratio; the first garbage collection takes half of it
	leastMemory = 2 << 20
)

// A load is an input of any size for a program.
type load struct {
	what     string
	from, to int // how many there are at first and at most
	files    func(n int) map[string]string
	command  func(n int) []string
	env      []string // beside that of all
}

// A growth is what a load costs at sizes that double and that end a program in
// the same way.
type growth struct {
	what   string
	status int // the exit status at all sizes
	steps  []step
}

// A step is what one size costs more than a single one does.
type step struct {
	n      int
	cpu    time.Duration
	memory int64
}

// grow doubles each load until it takes long. Where the exit status changes, as
// it does when there is too much for the program, another growth begins.
func (b *bench) grow(loads []load) {
	for _, l := range loads {
		base := b.carry(l, 1)
		g := growth{what: l.what, status: base.status}
		for n := l.from; n <= l.to; n *= 2 {
			t := b.carry(l, n)
			if t.status != g.status {
				b.growths = append(b.growths, g)
				g = growth{what: l.what, status: t.status}
			}
			g.steps = append(g.steps, step{n, t.cpu - base.cpu, t.memory - base.memory})
			if t.cpu > enough {
				break
			}
		}
		b.growths = append(b.growths, g)
		progress(l.what)
	}
}

// carry runs a program with n of a load, and returns the quickest run: whatever else
// the machine does only adds to the time. The files are written before each run,
// since the program may change them.
func (b *bench) carry(l load, n int) sample {
	var samples []sample
	for runs := 3; len(samples) < runs; {
		home := b.home(l.files(n))
		samples = append(samples, b.turns(1, b.programs, append(environ(home), l.env...), l.command(n))[0]...)
		check(os.RemoveAll(home))
		if samples[0].cpu < quick {
			runs = 11
		}
	}
	t := typical(samples)
	t.cpu = slices.Min(each(samples, func(s sample) time.Duration { return s.cpu }))
	return t
}

// ratios returns how much more CPU time each step costs than the one before,
// which has half of the size, unless that is too little to tell.
func (g growth) ratios() []float64 {
	var ratios []float64
	for i := 1; i < len(g.steps); i++ {
		if before := g.steps[i-1].cpu; before >= leastTime {
			ratios = append(ratios, float64(g.steps[i].cpu)/float64(before))
		}
	}
	return ratios
}

// memoryRatio returns how much more memory the last step has than the one
// before, or 0 if that is too little to tell.
func (g growth) memoryRatio() float64 {
	n := len(g.steps)
	if n < 2 || g.steps[n-2].memory < leastMemory {
		return 0
	}
	return float64(g.steps[n-1].memory) / float64(g.steps[n-2].memory)
}

// verdict returns whether time and memory grow linearly, as the last doubling
// has it.
func (g growth) verdict() string {
	ratios := g.ratios()
	switch {
	case len(ratios) > 0 && ratios[len(ratios)-1] > linear, g.memoryRatio() > linear:
		return "MISSED"
	case len(ratios) > 0:
		return "linear"
	case len(g.steps) > 2: // next to nothing at all sizes
		return "small"
	}
	return "?"
}

// growthHeading are the columns of the table of growth.
var growthHeading = []string{"growth", "n", "ms, n/4", "n/2", "n", "ratios", "reached", "MB, n/2", "n", "bytes of one", "exit status"}

// cells returns the columns of a growth.
func (g growth) cells() []string {
	last := slices.Concat(make([]step, 3), g.steps)
	last = last[len(last)-3:]
	var times, ratios []string
	for _, s := range last {
		text := ""
		if s.n > 0 {
			text = milliseconds(s.cpu)
		}
		times = append(times, text)
	}
	for _, r := range g.ratios() {
		ratios = append(ratios, fmt.Sprintf("%.1f", r))
	}
	ratios = ratios[max(0, len(ratios)-2):]
	n := last[2].n
	return []string{g.what, fmt.Sprint(n), times[0], times[1], times[2], strings.Join(ratios, " "), g.verdict(),
		megabytes(last[1].memory), megabytes(last[2].memory), fmt.Sprint(last[2].memory / int64(max(n, 1))), fmt.Sprint(g.status)}
}
