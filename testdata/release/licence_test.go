//go:build unix && !race

package release

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNotice checks that NOTICE has the licence of all that is linked.
func TestNotice(t *testing.T) {
	t.Parallel()
	is, err := os.ReadFile(filepath.Join(root, "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	want := run(t, root, "go", "run", "./testdata/cmd/notice", "-tags", "nethttpomithttp2,stamped", "./amika", "./amika-login", "./amika-extract")
	if string(is) != want {
		t.Error("NOTICE is not what the programs contain: run 'make notice'")
	}
	// Each module that `go version -m` names in a program is there.
	bin := t.TempDir()
	run(t, root, "make", "build", "BIN="+bin)
	deps := regexp.MustCompile(`(?m)^\tdep\t(\S+)`).FindAllStringSubmatch(run(t, bin, "go", "version", "-m", bin), -1)
	if len(deps) < 5 {
		t.Errorf("go version -m names only %d modules", len(deps))
	}
	for _, dep := range deps {
		if path := dep[1]; !strings.HasPrefix(path, "amika.dev/") && !strings.Contains(want, "\n"+path+"\n") {
			t.Errorf("NOTICE does not have %s", path)
		}
	}
}

// TestToolchain checks that everything is built with the Go that go.work names.
func TestToolchain(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`(?m)^toolchain \S+$`)
	var first string
	for _, pattern := range []string{"go.work", "*/go.mod", ".ci/*/go.mod"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			is := line.FindString(string(text))
			if first == "" {
				first = is
			}
			if is == "" || is != first {
				t.Errorf("%s has %q, go.work %q", path, is, first)
			}
		}
	}
}
