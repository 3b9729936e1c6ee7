package basedir

import "testing"

func TestHomeVariable(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]string{"linux": "HOME", "darwin": "HOME", "windows": "USERPROFILE"} {
		if got := homeVariable(system); got != want {
			t.Errorf("%s: got %s, want %s", system, got, want)
		}
	}
}
