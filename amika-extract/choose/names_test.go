package choose

import (
	"slices"
	"testing"
)

func TestSorted(t *testing.T) {
	t.Parallel()
	if got := Sorted([]string{"b", "a", "", "b", "A", "é", "a"}); !slices.Equal(got, []string{"", "A", "a", "b", "é"}) {
		t.Errorf("got %q", got)
	}
	if got := Sorted(nil); got != nil {
		t.Errorf("none are %q", got)
	}
}
