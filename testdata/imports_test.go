package testdata

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestNoNetwork holds the promise that two of the programs can't send a key
// anywhere: they have no code that could. It also keeps them small and quick to
// start.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	for _, module := range []string{"amika.dev/amika", "amika.dev/amika-extract"} {
		for _, system := range []string{"linux", "darwin", "windows"} {
			list := exec.Command("go", "list", "-deps", module)
			list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
			out, err := list.Output()
			if err != nil {
				t.Fatal(err)
			}
			deps := strings.Fields(string(out))
			if len(deps) < 20 {
				t.Errorf("%s has only %d dependencies: is it built at all?", module, len(deps))
			}
			for _, dep := range deps {
				if dep == "net" || strings.HasPrefix(dep, "net/") || strings.HasPrefix(dep, "crypto/tls") {
					t.Errorf("%s on %s links %s", module, system, dep)
				}
			}
		}
	}
}

// TestDependenciesPointOneWay holds the layout: the programs import pkg and
// never each other, and pkg imports none of them.
func TestDependenciesPointOneWay(t *testing.T) {
	t.Parallel()
	programs := []string{"amika.dev/amika", "amika.dev/amika-login", "amika.dev/amika-extract"}
	for _, module := range append(programs, "amika.dev/pkg") {
		out, err := exec.Command("go", "list", "-deps", module+"/...").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, dep := range strings.Fields(string(out)) {
			for _, program := range programs {
				if program != module && (dep == program || strings.HasPrefix(dep, program+"/")) {
					t.Errorf("%s imports %s", module, dep)
				}
			}
		}
	}
}
