package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// products are the programs that are measured.
var products = []string{"amika", "amika-extract", "amika-login"}

// build builds the programs that the products in bin are compared with, static and
// stripped and with the same tags, and copies the products beside them.
func (b *bench) build(bin string) {
	check(os.Mkdir(b.programs, 0o700))
	for _, name := range products {
		data, err := os.ReadFile(filepath.Join(bin, name))
		check(err)
		check(os.WriteFile(filepath.Join(b.programs, name), data, 0o700))
	}
	for program, like := range map[string]string{
		"parent": "amika-extract", "empty": "amika-extract", "unmarshal": "amika-extract", "nethttp": "amika-login",
	} {
		check(compile(program, tags(filepath.Join(b.programs, like)), filepath.Join(b.programs, program)))
	}
	check(compile("empty", "", filepath.Join(b.programs, "again")))
}

// compile builds one of the programs below this directory, static and stripped.
func compile(program, tags, output string) error {
	build := exec.Command("go", "build", "-trimpath", "-buildmode=exe", "-ldflags=-s -w", "-tags="+tags, "-o", output, "amika.dev/testdata/cmd/bench/"+program)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	return build.Run()
}

// tags returns the build tags of a program.
func tags(path string) string {
	info, err := buildinfo.ReadFile(path)
	check(err)
	for _, s := range info.Settings {
		if s.Key == "-tags" {
			return s.Value
		}
	}
	return ""
}

// machine describes where and when this runs.
func machine() string {
	parts := []string{time.Now().Format(time.DateOnly), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, fmt.Sprintf("%d processors", runtime.NumCPU())}
	cpus, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(cpus)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			parts = append(parts, strings.TrimSpace(value))
			break
		}
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		parts = append(parts, "Linux "+strings.TrimSpace(string(release)))
	}
	return strings.Join(parts, ", ") + "\n" + busy()
}

// busy describes how busy the machine is.
func busy() string {
	text, err := os.ReadFile("/proc/loadavg")
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 3 {
		return "It is not known how busy the machine is."
	}
	return fmt.Sprintf("At %s, %s tasks were running on average in the last minute, and %s in five.", time.Now().Format(time.TimeOnly), fields[0], fields[1])
}
