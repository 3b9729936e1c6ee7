//go:build unix && !race

package release

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// step is a step of a composite action: its variables and what it runs.
type step struct{ env, run string }

// steps returns the steps of the action, as far as its file is written like ours.
func steps(t *testing.T, path string) []step {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(text), "\n  steps:\n")
	if !ok {
		t.Fatal("the action has no steps")
	}
	var all []step
	for part := range strings.SplitSeq(strings.TrimPrefix(list, "    - "), "\n    - ") {
		env, run, ok := strings.Cut(part, "\n      run: ")
		if !ok {
			t.Fatalf("a step runs nothing: %s", part)
		}
		all = append(all, step{env, strings.TrimPrefix(run, "|\n")})
	}
	return all
}

// job is what GitHub's runner keeps while it runs the steps.
type job struct {
	expressions map[string]string
	env         []string
	dir         string
}

// do runs a step as the runner does, and returns what it prints.
func (j *job) do(t *testing.T, s step) (string, error) {
	t.Helper()
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.run)
	cmd.Dir = j.dir
	path := os.Getenv("PATH")
	if more, err := os.ReadFile(filepath.Join(j.dir, "path")); err == nil {
		for line := range strings.Lines(string(more)) {
			path = strings.TrimSpace(line) + ":" + path
		}
	}
	cmd.Env = append(cmd.Env, j.env...)
	cmd.Env = append(cmd.Env, "PATH="+path)
	for _, name := range []string{"ENV", "PATH", "OUTPUT"} {
		cmd.Env = append(cmd.Env, "GITHUB_"+name+"="+filepath.Join(j.dir, strings.ToLower(name)))
	}
	for _, v := range regexp.MustCompile(`(?m)^ {8}([A-Z_]+): (.*)$`).FindAllStringSubmatch(s.env, -1) {
		value := regexp.MustCompile(`\$\{\{ (\S+) \}\}`).ReplaceAllStringFunc(v[2], func(e string) string {
			is, ok := j.expressions[strings.Trim(e, "${} ")]
			if !ok {
				t.Errorf("what is %s?", e)
			}
			return is
		})
		cmd.Env = append(cmd.Env, v[1]+"="+value)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// TestAction runs the steps of the action as GitHub's runner does.
func TestAction(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	bin := t.TempDir()
	run(t, root, "make", "build", "BIN="+bin, "VERSION=1.2.3", "REVISION=abcdef")
	s := newServer(t, packed(t, bin, "1.2.3"))
	action := filepath.Join(root, ".github", "actions", "extract")
	start := func(inputs ...string) *job {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "home", ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-fake"}`)
		j := &job{dir: dir, env: []string{"HOME=" + filepath.Join(dir, "home")}, expressions: map[string]string{
			"inputs.url": s.URL, "inputs.version": "", "inputs.homedir": "", "inputs.require": "", "inputs.provider": "",
			"runner.temp": filepath.Join(dir, "a temp"), "github.action_path": action,
		}}
		for _, input := range inputs {
			name, value, _ := strings.Cut(input, "=")
			j.expressions["inputs."+name] = value
		}
		return j
	}
	all := steps(t, filepath.Join(action, "action.yml"))
	if len(all) != 2 {
		t.Fatalf("there are %d steps", len(all))
	}

	j := start()
	for _, step := range all {
		out, err := j.do(t, step)
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if strings.Contains(strings.ReplaceAll(out, "::add-mask::sk-fake\n", ""), "sk-fake") {
			t.Errorf("the key is shown: %s", out)
		}
	}
	env, err := os.ReadFile(filepath.Join(j.dir, "env"))
	if err != nil || !regexp.MustCompile(`(?m)^OPENAI_API_KEY<<(\S+)\nsk-fake\n`).Match(env) {
		t.Errorf("GITHUB_ENV has %q (%v)", env, err)
	}
	output, err := os.ReadFile(filepath.Join(j.dir, "output"))
	if err != nil || !strings.HasPrefix(string(output), "version=amika-extract 1.2.3 (abcdef, ") {
		t.Errorf("GITHUB_OUTPUT has %q (%v)", output, err)
	}

	// A job that can't go on without a key ends where it is asked for.
	j = start("require=anthropic")
	if out, err := j.do(t, all[0]); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := j.do(t, all[1]); err == nil || err.Error() != "exit status 4" || !strings.Contains(out, "anthropic") {
		t.Errorf("ended with %v: %s", err, out)
	}
	// A version that isn't there ends the job at once.
	j = start("version=9.9.9")
	if out, err := j.do(t, all[0]); err == nil || !strings.Contains(out, "can't get "+s.URL+"/v9.9.9/checksums.txt") {
		t.Errorf("ended with %v: %s", err, out)
	}
	// Nor do inputs run anything.
	j = start("version=$(touch hacked)", "require=$(touch hacked)")
	for _, step := range all {
		j.do(t, step)
	}
	if _, err := os.Stat(filepath.Join(j.dir, "hacked")); err == nil {
		t.Error("an input was run")
	}
}
