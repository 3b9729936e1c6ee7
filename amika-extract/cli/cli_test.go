package cli

import "testing"

// TestSetsFlags holds that flags are known whenever a variable may set one: without
// arguments they are not, otherwise.
func TestSetsFlags(t *testing.T) {
	t.Parallel()
	for variable, want := range map[string]bool{
		"AMIKA_EXTRACT_LIST=true":  true,
		"AMIKA_EXTRACT_EXPORT=":    true,
		"Amika_Extract_List=true":  true, // on Windows
		"AMIKA_EXTRACT=1":          false,
		"AMIKA_EXTRACT_":           false,
		"MY_AMIKA_EXTRACT_LIST=1":  false,
		"PATH=/AMIKA_EXTRACT_LIST": false,
		"":                         false,
	} {
		if got := setsFlags([]string{"HOME=/root", variable, "A=1"}); got != want {
			t.Errorf("%s: %v", variable, got)
		}
	}
}
