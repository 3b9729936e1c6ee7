package seed

import (
	"slices"
	"time"

	"amika.dev/amika-extract/source"
)

// collect collects the files of all leases.
func (b *Bundle) collect() {
	b.Files = nil
	for _, l := range b.Leases {
		b.Files = append(b.Files, l.Files...)
	}
}

// keep takes from an older bundle what is handed over of agents that could not be
// read this time: everything, or what was in the agent's configuration.
func (b *Bundle) keep(older *Bundle) {
	if older == nil {
		return
	}
	for i, l := range b.Leases {
		old := older.Leases[i]
		switch {
		case len(l.Unread.Files) == 0:
			continue
		case len(l.Files) == 0:
			b.Leases[i] = old
		default:
			for n, f := range l.Files {
				for _, was := range old.Files {
					if f.Kind == Own && was.Kind == Own {
						l.Files[n] = was
					}
				}
			}
		}
		for _, token := range older.refresh {
			if !slices.Contains(b.refresh, token) {
				b.refresh = append(b.refresh, token)
			}
		}
	}
	b.collect()
}

// Unread returns what could not be read.
func (b *Bundle) Unread() []source.Result {
	var all []source.Result
	for _, l := range b.Leases {
		all = append(all, l.Unread)
	}
	return all
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
