package testdata

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestOutsidePrograms builds the programs in Go that CONTRIBUTING.md shows as
// somebody does who has no part in this workspace: each is a module of its own in
// another directory, made with the commands of the page.
func TestOutsidePrograms(t *testing.T) {
	t.Parallel()
	text, clone := shownOutside(t, "../CONTRIBUTING.md")
	edit := regexp.MustCompile("(?s)`go mod edit (-require .*?)`").FindStringSubmatch(text)
	if edit == nil {
		t.Fatal("the page doesn't say how to require the modules")
	}
	requirements := strings.Fields(strings.ReplaceAll(edit[1], "CLONE", clone))
	for _, program := range []struct {
		name  string
		shows string // what only its source has
		want  string // what it prints
	}{
		{"amika-hello", `Name: "amika-hello"`, "Hello\n"},
		{"amika-header", `Name: "amika-header"`, "Authorization: Bearer amk_planted\n"},
	} {
		t.Run(program.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "main.go"), mainPackage(t, text, program.shows))
			goIn := func(args ...string) {
				t.Helper()
				cmd := exec.Command("go", args...)
				cmd.Dir = dir
				cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOFLAGS=")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
				}
			}
			goIn("mod", "init", "example.com/"+program.name)
			goIn(append([]string{"mod", "edit"}, requirements...)...)
			goIn("mod", "tidy")
			goIn("build", "-o", program.name)
			checkOutside(t, dir, program.name, program.want)
		})
	}
}

// shownOutside returns a page, and the directory of this clone, to make the programs
// of the page in another directory.
func shownOutside(t *testing.T, path string) (text, clone string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("it needs the go command and sh")
	}
	clone, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return page(t, path), clone
}

// checkOutside runs a program as a command of amika, which finds it on PATH.
func checkOutside(t *testing.T, dir, program, want string) {
	t.Helper()
	run := func(key string, args ...string) (string, int) {
		args = append([]string{strings.TrimPrefix(program, "amika-")}, args...)
		cmd := exec.Command(filepath.Join(programs(t), "amika"), args...)
		cmd.Env = environ("PATH="+dir, "AMIKA_STATE_DIRECTORY="+filepath.Join(dir, "state"), "AMIKA_API_KEY="+key)
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, status := run("amk_planted"); out != want || status != 0 {
		t.Errorf("it printed %q with status %d, want %q", out, status, want)
	}
	if out, status := run("", "--version"); !strings.HasPrefix(out, program+" 1.0 (") || status != 0 {
		t.Errorf("--version prints %q with status %d", out, status)
	}
	if out, status := run(""); strings.Contains(want, "Bearer") && (status != 4 || !strings.Contains(out, "\nhint: ")) {
		t.Errorf("without a credential, it printed %q with status %d", out, status)
	}
}

// mainPackage returns the program in a page that has shows in it. A page leaves
// out what editors add, the package clause and the imports.
func mainPackage(t *testing.T, page, shows string) string {
	t.Helper()
	for _, block := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		if !strings.Contains(block[1], "func main()") || !strings.Contains(block[1], shows) {
			continue
		}
		if strings.HasPrefix(block[1], "package main\n") {
			return block[1]
		}
		var imports strings.Builder
		for _, path := range []string{"context", "fmt", "net/http", "os", "amika.dev/pkg/auth", "amika.dev/pkg/command"} {
			if regexp.MustCompile(`\b` + filepath.Base(path) + `\.[A-Z]`).MatchString(block[1]) {
				fmt.Fprintf(&imports, "import %q\n", path)
			}
		}
		return "package main\n\n" + imports.String() + block[1]
	}
	t.Fatalf("the page has no program with %s", shows)
	return ""
}
