package seed

import (
	"slices"
	"strings"
	"time"
)

// Files returns all files of a bundle, in the order of their paths. Those that the
// agents in the box keep things of their own in are left out unless all is set.
func (b *Bundle) Files(all bool) []File {
	var files []File
	for _, l := range b.Leases {
		for _, f := range l.Files {
			if all || f.Kind != Own {
				files = append(files, f)
			}
		}
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// Until returns when the first login of a bundle expires, or the zero time if none
// does.
func (b *Bundle) Until() time.Time {
	var until time.Time
	for _, l := range b.Leases {
		if len(l.Files) > 0 && !l.Until.IsZero() && (until.IsZero() || l.Until.Before(until)) {
			until = l.Until
		}
	}
	return until
}
