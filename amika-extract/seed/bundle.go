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

// keep takes from an older bundle what is handed over of agents that could not be
// read this time.
func (b *Bundle) keep(older *Bundle) {
	if older == nil {
		return
	}
	for i, l := range b.Leases {
		switch old := older.Leases[i]; {
		case len(l.Errs) == 0:
			continue
		case len(l.Files) == 0:
			b.Leases[i] = old
		default: // a login, but not what is in the agent's configuration
			for n, f := range l.Files {
				at := slices.IndexFunc(old.Files, func(f *File) bool { return f.Path == l.Files[n].Path })
				if f.Kind == Own && at >= 0 {
					l.Files[n] = old.Files[at]
				}
			}
		}
		for _, token := range older.refresh {
			if !slices.Contains(b.refresh, token) {
				b.refresh = append(b.refresh, token)
			}
		}
	}
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
	files = append(files, f)
	for at := len(files) - 1; at > 0 && files[at-1].Path > f.Path; at-- {
		files[at-1], files[at] = f, files[at-1]
	}
	return files
}
