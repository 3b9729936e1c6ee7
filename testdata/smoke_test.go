package testdata

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"
)

// TestBuiltPrograms runs the programs that `make build` builds as they are
// installed, alone in a directory and without a PATH, and checks their files.
func TestBuiltPrograms(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("make builds for the system that it runs on")
	}
	bin := built(t)
	home := t.TempDir()
	write(t, filepath.Join(home, ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-openai"}`)
	run := func(program string, args ...string) (stdout, stderr string) {
		cmd := exec.Command(filepath.Join(bin, program), args...)
		cmd.Env = []string{"HOME=" + home}
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil {
			t.Errorf("%s %v: %v\n%s", program, args, err, &errs)
		}
		return out.String(), errs.String()
	}

	const want = "export OPENAI_API_KEY='sk-openai'\nexport CODEX_API_KEY='sk-openai'\n"
	for _, line := range [][]string{{"amika-extract", "--export"}, {"amika", "auth", "extract", "--export"}} {
		if stdout, stderr := run(line[0], line[1:]...); stdout != want || stderr != "" {
			t.Errorf("%v: stdout %q, stderr %q", line, stdout, stderr)
		}
	}
	for program, limit := range map[string]int64{"amika": 2_220_000, "amika-extract": 3_000_000, "amika-login": 6_650_000} {
		stdout, _ := run(program, "--version")
		form := regexp.MustCompile(`^` + program + ` 1\.2\.3 \(abcdef, ` + runtime.GOOS + `/` + runtime.GOARCH + `, go1\.\d+(\.\d+)?\)\n$`)
		if !form.MatchString(stdout) {
			t.Errorf("--version prints %q", stdout)
		}
		info, err := os.Stat(filepath.Join(bin, program))
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" && info.Size() > limit {
			t.Errorf("%s has %d bytes, the limit is %d", program, info.Size(), limit)
		}
		if runtime.GOOS == "linux" {
			wantStatic(t, filepath.Join(bin, program))
		}
	}
}

// wantStatic checks that a program names no loader and contains no symbols.
func wantStatic(t *testing.T, path string) {
	t.Helper()
	file, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, segment := range file.Progs {
		if segment.Type == elf.PT_INTERP {
			t.Errorf("%s is not static", path)
		}
	}
	if file.Section(".symtab") != nil || file.Section(".debug_info") != nil || file.Section(".zdebug_info") != nil {
		t.Errorf("%s is not stripped", path)
	}
}
