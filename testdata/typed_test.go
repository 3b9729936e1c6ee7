package testdata

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestHintsHavePaths checks that a program which is not in PATH names itself by
// its path, since a hint must work when it is followed.
func TestHintsHavePaths(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("paths are written otherwise")
	}
	bin := built(t)
	tests := []struct{ path, line, want string }{
		{"/nonexistent", "amika-extract --exprt", "BIN/amika-extract -h"},
		{"/nonexistent", "amika auth extract --exprt", "BIN/amika auth extract -h"},
		{"/nonexistent", "amika nosuch", "BIN/amika -h"},
		{"/nonexistent", "amika-login status --quite", "BIN/amika-login status -h"},
		{"BIN", "amika auth extract --exprt", "amika auth extract -h"},
		{"BIN", "amika-extract --exprt", "amika-extract -h"},
	}
	for _, tt := range tests {
		words := strings.Fields(tt.line)
		cmd := exec.Command(filepath.Join(bin, words[0]), words[1:]...)
		cmd.Env = environ("HOME="+t.TempDir(), "PATH="+strings.ReplaceAll(tt.path, "BIN", bin))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		err := cmd.Run()
		if want := "'" + strings.ReplaceAll(tt.want, "BIN", bin) + "'"; err == nil || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s with PATH=%s: %v, stderr does not have %s:\n%s", tt.line, tt.path, err, want, &stderr)
		}
	}
}
