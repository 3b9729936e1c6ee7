package command

import "strings"

// Closest returns up to three names that word was most likely meant to be, the
// best first: names that start with it, and names within a small Levenshtein
// distance, which two swapped letters are too. Of a name of several words, the
// last one is compared.
func Closest(word string, names []string) []string {
	word = strings.ToLower(word)
	if len(word) > 64 {
		return nil
	}
	distances := make([]int, len(names))
	for i, name := range names {
		name = name[strings.LastIndexByte(name, ' ')+1:]
		if word == "" || !strings.HasPrefix(name, word) {
			distances[i] = distance(word, name)
		}
	}
	var closest []string
	for far := range 1 + min(len(word)/2, 1+len(word)/4) {
		for i, name := range names {
			if distances[i] == far && len(closest) < 3 {
				closest = append(closest, name)
			}
		}
	}
	return closest
}

// distance returns the Levenshtein distance of a and b: how many bytes must be
// inserted, deleted or replaced to turn one into the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
