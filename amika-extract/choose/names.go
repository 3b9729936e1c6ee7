package choose

import (
	"slices"
	"strings"
)

// A set is a set of names.
type set map[string]bool

// setOf returns the set of some names, nil if there are none.
func setOf(names []string) set {
	if len(names) == 0 {
		return nil
	}
	s := make(set, len(names))
	for _, name := range names {
		s[name] = true
	}
	return s
}

// Sorted returns texts in byte order, each once. It sorts pointers, for which package
// flag has the code in the program anyway; that for strings is 20 KB more.
func Sorted(texts []string) []string {
	all := make([]*string, len(texts))
	for i := range texts {
		all[i] = &texts[i]
	}
	slices.SortFunc(all, func(a, b *string) int { return strings.Compare(*a, *b) })
	sorted := slices.Grow([]string(nil), len(texts))
	for i, text := range all {
		if i == 0 || *text != *all[i-1] {
			sorted = append(sorted, *text)
		}
	}
	return sorted
}
