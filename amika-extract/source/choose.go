package source

import (
	"slices"
	"strings"
)

// Choose returns the credential that wins for each provider, ordered by the
// providers' names: the one of the first report that has any, and in there the
// first. conflicts are the findings that lost to one with another value although
// nothing but the names of the members of one file ranked them.
func Choose(reports []Report) (winners, conflicts []*Credential) {
	winners = make([]*Credential, 0, 16)
	for _, r := range reports {
		known := len(winners) // these providers have a better source already
		for _, fallback := range []bool{false, true} {
			for _, f := range r.Files {
				for i := range f.Findings {
					c := &Credential{&f.Findings[i], r.Source.ID, r.Source.Priority, f.Path}
					if c.State != Usable || c.fallback != fallback {
						continue
					}
					at := slices.IndexFunc(winners, func(w *Credential) bool { return w.Provider == c.Provider })
					if at < 0 {
						winners = append(winners, c)
					} else if at >= known && c.entry && winners[at].Path == c.Path && !winners[at].Value.Equal(c.Value) {
						conflicts = append(conflicts, c)
					}
				}
			}
		}
	}
	slices.SortFunc(winners, func(a, b *Credential) int { return strings.Compare(a.Provider, b.Provider) })
	return winners, conflicts
}
