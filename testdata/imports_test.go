package testdata

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// ground are the packages that know nothing of a login or a command line. They
// may import each other, and all others may import them.
var ground = []string{"pkg/basedir", "pkg/early", "pkg/hint", "pkg/jwt", "pkg/process", "pkg/regular", "pkg/secret", "pkg/sha256", "pkg/terminal"}

// mayImport holds which packages of this workspace each package may import,
// beside those of ground. A package that is not here, or imports more, needs an
// entry, and somebody who agrees with it.
//
// The libraries under auth never see the command line, the programs never see
// each other, and pkg sees none of them.
var mayImport = map[string][]string{
	"pkg/atomicfile": {},
	"pkg/workos":     {},
	"pkg/credential": {"pkg/atomicfile"},
	"pkg/auth":       {"pkg/atomicfile", "pkg/credential", "pkg/workos"},
	"pkg/authtest":   {},
	"pkg/command":    {},

	"amika":     {"amika/cli"},
	"amika/cli": {"pkg/command"},

	"amika-login":         {"amika-login/cli"},
	"amika-login/browser": {},
	"amika-login/cli":     {"amika-login/browser", "pkg/auth", "pkg/command", "pkg/credential", "pkg/workos"},

	"amika-extract":         {"amika-extract/cli"},
	"amika-extract/beneath": {},
	"amika-extract/source":  {"amika-extract/beneath"},
	"amika-extract/render":  {},
	"amika-extract/choose":  {"amika-extract/render", "amika-extract/source"},
	"amika-extract/keyring": {"amika-extract/source"},
	"amika-extract/seed":    {"amika-extract/beneath", "amika-extract/source"},
	"amika-extract/cli":     {"amika-extract/beneath", "amika-extract/choose", "amika-extract/keyring", "amika-extract/render", "amika-extract/seed", "amika-extract/source", "pkg/atomicfile", "pkg/command"},
}

// usedBy holds which packages may import a library of others.
var usedBy = map[string][]string{
	"github.com/go-json-experiment/json": {"amika-extract/source", "amika-extract/seed"},
	"github.com/gofrs/flock":             {"pkg/atomicfile"},
	"github.com/hashicorp/go-envparse":   {"amika-extract/source"},
	"github.com/hashicorp/go-multierror": {"pkg/command", "amika-login/cli", "amika-extract/cli"},
	"github.com/pelletier/go-toml/v2":    {"amika-extract/source"},
	"github.com/peterbourgon/ff/v3":      {"pkg/command"},
	"golang.org/x/crypto/x509roots":      {"pkg/workos"},
	"golang.org/x/sync/errgroup":         {"amika-extract/source"},
	"golang.org/x/sys":                   {"pkg/atomicfile", "pkg/terminal", "amika-extract/beneath", "amika-extract/source", "amika-extract/seed"},
	"golang.org/x/term":                  {"amika-login/cli"},
}

// neverLinked holds what must not be among all that a package links, and why.
var neverLinked = []struct {
	why      string
	packages []string
	links    []string // packages, with those below them
}{
	{
		"what has no network code can't send a key anywhere, and it is small and starts quickly",
		[]string{"amika", "amika-extract"},
		[]string{"net", "crypto/tls", "vendor/golang.org/x/net"},
	},
	{
		"a library that never sees the command line serves any program",
		[]string{"pkg/auth", "pkg/authtest", "pkg/credential", "pkg/workos", "pkg/atomicfile", "pkg/basedir", "pkg/hint", "pkg/process", "pkg/regular", "pkg/secret", "pkg/terminal"},
		[]string{"amika.dev/pkg/command", "flag", "github.com/peterbourgon/ff", "github.com/hashicorp"},
	},
	{
		"a library asks nobody at a terminal",
		[]string{"pkg/auth", "pkg/credential"},
		[]string{"golang.org/x/term"},
	},
	{
		"a program doesn't contain its tests",
		[]string{"amika", "amika-extract", "amika-login", "pkg/auth", "pkg/authtest", "pkg/command"},
		[]string{"testing", "net/http/httptest", "amika.dev/testdata"},
	},
}

const workspace = "amika.dev/"

// TestDependencies checks what each package imports, on all systems.
func TestDependencies(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("it needs the go command, and gives the same anywhere")
	}
	for _, system := range []string{"linux", "darwin", "windows"} {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			imports := importsOf(t, system)
			for name, direct := range imports {
				if own, ok := strings.CutPrefix(name, workspace); ok && !within(own, "testdata") {
					checkImports(t, own, direct)
				}
			}
			for _, rule := range neverLinked {
				for _, name := range rule.packages {
					for _, link := range rule.links {
						if path := pathTo(imports, workspace+name, link); path != nil {
							t.Errorf("%s: %s", strings.Join(path, " > "), rule.why)
						}
					}
				}
			}
		})
	}
}

// checkImports checks what a package imports by itself.
func checkImports(t *testing.T, name string, imports []string) {
	t.Helper()
	allowed, known := mayImport[name]
	if !known && !slices.Contains(ground, name) {
		t.Errorf("mayImport doesn't have %s", name)
	}
	for _, dep := range imports {
		own, ours := strings.CutPrefix(dep, workspace)
		host, _, _ := strings.Cut(dep, "/")
		switch {
		case ours && !slices.Contains(allowed, own) && !slices.Contains(ground, own):
			t.Errorf("%s imports %s, which mayImport doesn't allow", name, own)
		case !ours && strings.Contains(host, ".") && !mayUse(name, dep):
			t.Errorf("%s imports %s, which usedBy doesn't allow", name, dep)
		}
	}
}

// mayUse reports whether a package may import a package of others.
func mayUse(name, dep string) bool {
	for library, users := range usedBy {
		if within(dep, library) {
			return slices.Contains(users, name)
		}
	}
	return false
}

// within reports whether a package is root or below it.
func within(name, root string) bool {
	return name == root || strings.HasPrefix(name, root+"/")
}

// pathTo returns how a package comes to link one that is to or below it, or nil
// if it doesn't.
func pathTo(imports map[string][]string, from, to string) []string {
	cameFrom := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		if within(queue[0], to) {
			var path []string
			for name := queue[0]; name != ""; name = cameFrom[name] {
				path = append(path, name)
			}
			slices.Reverse(path)
			return path
		}
		for _, name := range imports[queue[0]] {
			if _, seen := cameFrom[name]; !seen {
				cameFrom[name] = queue[0]
				queue = append(queue, name)
			}
		}
	}
	return nil
}

// importsOf returns what each package of the workspace imports on a system, and
// what these packages import.
func importsOf(t *testing.T, system string) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, workspace+"...")
	list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := make(map[string][]string)
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		imports[words[0]] = words[1:]
	}
	for name := range mayImport {
		if imports[workspace+name] == nil {
			t.Errorf("there is no package %s", name)
		}
	}
	return imports
}
