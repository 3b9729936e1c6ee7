package choose

import (
	"cmp"
	"slices"
)

// A Warning is a reason that people should be told.
type Warning struct {
	*Decision
	Reason error
	rank   int // of warnings of its kind
	at     int // the number of warnings before it
}

// The kinds of warnings in the order in which they are printed: about findings,
// about those that lost to others, and about assignments.
const (
	aboutFinding = iota
	aboutRival
	aboutAssignment
)

// warn records a reason that people should be told.
func (c *Choice) warn(rank int, d *Decision, reason error) {
	if !slices.Contains(d.Reasons, reason) {
		d.explain(reason)
	}
	c.Warnings = append(c.Warnings, &Warning{d, reason, rank, len(c.Warnings)})
}

// sortWarnings puts the warnings in order: those about findings as the files have
// them, those about assignments as they are printed.
func (c *Choice) sortWarnings() {
	slices.SortFunc(c.Warnings, func(a, b *Warning) int {
		asFound := a.index - b.index
		if a.rank == aboutAssignment {
			asFound = 0
		}
		return cmp.Or(a.rank-b.rank, asFound, a.at-b.at)
	})
}
