package testdata

import (
	"bytes"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestDemo runs `make demo` and checks what it shows.
func TestDemo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("make builds for the system that it runs on")
	}
	temp := t.TempDir()
	built(t)
	cmd := makeTarget("demo")
	cmd.Env = append(cmd.Environ(), "TMPDIR="+temp)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s%s", err, &out, &errs)
	}
	// These are shown in this order.
	rest := out.String()
	for _, want := range []string{
		`(?m)^\$ amika auth login`, `(?m)^Logged in as dev@example\.com$`,
		`(?m)^\$ amika auth status$`, `dev@example\.com`,
		`It is a fake`, `(?m)^\$ amika auth token$`, `(?m)^eyJ\S+$`,
		`(?m)^\$ amika auth logout$`,
		`(?m)^\$ amika auth extract$`, `(?m)^ANTHROPIC_API_KEY='sk-ant-api03-fake'$`, `(?m)^OPENAI_API_KEY='fake-oauth-token'$`,
		`(?m)^\$ amika auth extract --export --no-oauth$`, `(?m)^export GROQ_API_KEY='gsk_fake'$`,
		`(?m)^ +BOX, AT FIRST  BOX, EXPIRED  HOST, THEN  BOX, AT THE END$`,
		`(?m)^a copy of the file +works +works +logged out  works$`,
		`(?m)^the same, read-only +works +works +logged out  logged out$`,
		`(?m)^amika auth seed +works +logged out +works +logged out$`,
		`(?m)^amika auth seed --follow +works +works +works +works$`,
	} {
		place := regexp.MustCompile(want).FindStringIndex(rest)
		if place == nil {
			t.Fatalf("%s is not shown, or not in its place:\n%s", want, &out)
		}
		rest = rest[place[1]:]
	}
	if !strings.Contains(errs.String(), "WXYZ-BBBC") {
		t.Errorf("no code is shown: %s", &errs)
	}
	for _, name := range entries(t, temp) {
		if strings.HasPrefix(name, "amika-") {
			t.Errorf("%s is left behind", name)
		}
	}
}
