package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// A budget is one line of the table of budgets.
type budget struct {
	what     string
	got      float64
	round    spread  // the lowest and highest of the rounds, if there were some
	byCPU    float64 // the same of CPU times; 0 if there is none
	bar      bar
	decimals int
	use      *sample // what the program cost, if it is about a run
	refusal  bool    // exit status 3 will do: the program may find the file too much
}

// A bar is what a figure has to reach, and its goal; 0 if there is none.
type bar struct{ most, goal, least float64 }

// verdict returns what to say about a budget: MISSED, or whether the goal or
// only the bar was reached. A line without a bar has none.
func (l budget) verdict() string {
	switch {
	case l.use != nil && l.use.status != 0 && (!l.refusal || l.use.status != 3):
		return fmt.Sprintf("MISSED, exit status %d", l.use.status)
	case l.got < l.bar.least, l.bar.most > 0 && l.got > l.bar.most:
		return "MISSED"
	case l.bar == (bar{}):
		return ""
	case l.got <= l.bar.goal:
		return "goal"
	}
	return "bar"
}

// cells returns the columns of a budget.
func (l budget) cells() []string {
	number := func(f float64) string {
		if f == 0 {
			return ""
		}
		return fmt.Sprintf("%.*f", l.decimals, f)
	}
	cells := []string{l.what, fmt.Sprintf("%.*f", l.decimals, l.got), "", number(l.byCPU), number(max(l.bar.most, l.bar.least)), number(l.bar.goal), l.verdict(), "", "", "", "", ""}
	if l.round.high > 0 {
		cells[2] = fmt.Sprintf("%.*f to %.*f", l.decimals, l.round.low, l.decimals, l.round.high)
	}
	if l.use != nil {
		copy(cells[7:], []string{milliseconds(l.use.wall), milliseconds(l.use.cpu), fmt.Sprint(l.use.faults), threads(l.use.threads), megabytes(l.use.memory)})
	}
	return cells
}

// heading are the columns of the table of budgets.
var heading = []string{"budget", "measured", "rounds", "by CPU", "bar", "goal", "reached", "wall ms", "CPU ms", "faults", "threads", "MB"}

func milliseconds(d time.Duration) string {
	if d >= 100*time.Millisecond {
		return fmt.Sprint(d.Milliseconds())
	}
	return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000)
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f", float64(bytes)/1e6) }

func threads(n int) string {
	if n < 0 {
		return "?"
	}
	return fmt.Sprint(n)
}

// printTable writes rows, the first column aligned on the left and the others
// on the right.
func printTable(w io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + space)
			} else {
				line.WriteString("  " + space + cell)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}
