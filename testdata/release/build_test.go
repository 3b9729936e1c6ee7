//go:build unix && !race

package release

import (
	"debug/elf"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestHowProgramsAreBuilt looks at what make builds where the environment asks
// for something else.
func TestHowProgramsAreBuilt(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	build := exec.Command("make", "-C", root, "build", "BIN="+bin)
	build.Env = append(build.Environ(), "GOFLAGS=-buildmode=pie -buildvcs=true", "CGO_ENABLED=1")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		path := filepath.Join(bin, program)
		if runtime.GOOS == "linux" {
			file, err := elf.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			if file.Type != elf.ET_EXEC {
				t.Errorf("%s is %v: a PIE takes twice as long to start", program, file.Type)
			}
			file.Close()
		}
		info := run(t, bin, "go", "version", "-m", path)
		for _, want := range []string{`-trimpath=true`, `CGO_ENABLED=0`, `GOEXPERIMENT=nogreenteagc`, `-tags=nethttpomithttp2,stamped`, `-gcflags=time=-l`} {
			if strings.HasPrefix(want, "GOEXPERIMENT=") && !strings.HasPrefix(runtime.Version(), "go1.26") {
				continue // where the Makefile does without
			}
			if !regexp.MustCompile(`(?m)^\tbuild\t` + want + `$`).MatchString(info) {
				t.Errorf("%s has no %s:\n%s", program, want, info)
			}
		}
		if regexp.MustCompile(`\tbuild\tvcs`).MatchString(info) {
			t.Errorf("%s differs between a clone and an archive:\n%s", program, info)
		}
	}
	// The same without -s, whose symbols say what is in it.
	symbols := filepath.Join(bin, "symbols")
	tags := regexp.MustCompile(`(?m)^\tbuild\t-tags=(\S+)$`).FindStringSubmatch(run(t, bin, "go", "version", "-m", filepath.Join(bin, "amika-login")))
	if tags == nil {
		return
	}
	run(t, root, "go", "build", "-tags", tags[1], "-o", symbols, "./amika-login")
	names := run(t, root, "go", "tool", "nm", symbols)
	if !regexp.MustCompile(`net/http\.\(\*Transport\)\.roundTrip`).MatchString(names) {
		t.Error("amika-login has no HTTP client: is this the right program?")
	}
	if found := regexp.MustCompile(`net/http.*\.\(\*http2(Framer|ClientConn|serverConn)\)\S*`).FindString(names); found != "" {
		t.Errorf("HTTP/2 is in amika-login: %s", found)
	}
}
