package seed

import (
	"slices"
	"time"
)

// Files returns all files of a bundle, in the order of their paths. Those that the
// agents in the box keep things of their own in are left out unless all is set.
func (b *Bundle) Files(all bool) []*File {
	var files []*File
	for _, l := range b.Leases {
		for _, f := range l.Files {
			if all || f.Kind != Own {
				files = insert(files, f)
			}
		}
	}
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

// insert adds a file in the order of the paths.
func insert(files []*File, f *File) []*File {
	at := 0
	for at < len(files) && files[at].Path <= f.Path {
		at++
	}
	return slices.Insert(files, at, f)
}
