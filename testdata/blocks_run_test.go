package testdata

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"go.yaml.in/yaml/v3"
)

// runners run the blocks of each language.
var runners = map[string]func(t *testing.T, b block, update *edits){
	"console":    runConsole,
	"sh":         runShell,
	"bash":       runShell,
	"fish":       runWith("fish", "-c"),
	"powershell": runWith("pwsh", "-NoProfile", "-Command"),
	"js":         runWith("node", "--input-type=module", "-e"),
	"python":     runWith("python3", "-c"),
	"yaml":       runYAML,
	"json":       runJSON,
	"dockerfile": runDockerfile,
	"text":       func(*testing.T, block, *edits) {}, // the usage, which script/docs holds
}

// A site is where a block runs: a home directory, the three programs, stand-ins
// for what they are used with, and a server that approves every login.
type site struct{ home, path, token, url string }

func newSite(t *testing.T, b block) site {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the pages show shells of Unix")
	}
	p := site{home: filepath.Join(t.TempDir(), "home", "dev")}
	if err := os.MkdirAll(p.home, 0o700); err != nil {
		t.Fatal(err)
	}
	if b.settings["home"] != "empty" {
		if err := os.CopyFS(p.home, os.DirFS("docs/home")); err != nil {
			t.Fatal(err)
		}
	}
	stands, err := filepath.Abs("docs/bin")
	if err != nil {
		t.Fatal(err)
	}
	p.path = strings.Join([]string{programs(t), filepath.Join(p.home, "bin"), stands, systemTools(t)}, ":")
	interval, err := time.ParseDuration(cmp.Or(b.settings["interval"], "1s"))
	if err != nil {
		t.Fatal(err)
	}
	server := &authtest.Server{Interval: interval, ApproveAfter: 1, TokenLife: time.Hour, APIKeys: []string{"amk_planted"}}
	_, p.url = serve(t, server)
	if b.settings["calls"]+b.settings["session"] != "" {
		tokens := server.Login(time.Hour)
		p.token = tokens.AccessToken
		store(t, filepath.Join(p.home, ".local", "state", "amika"), tokens)
	}
	return p
}

// run runs a command there and returns what it prints, with the names that the
// pages use, and its exit status.
func (p site) run(t *testing.T, argv ...string) (output string, status int) {
	t.Helper()
	// Not what a version manager has put in its place, which wants another home.
	path := "/usr/bin/" + argv[0]
	// A command that follows the files is ended after a moment. The home that pages
	// mount into a sandbox is this one.
	const follow, timeout = "amika-extract seed --follow", "/usr/bin/timeout"
	rewritten := strings.NewReplacer(follow, timeout+" --preserve-status "+moment()+" "+follow, "/mnt/home", p.home)
	for i := range argv {
		if _, err := os.Stat(timeout); err != nil && strings.Contains(argv[i], follow) {
			t.Skip(err)
		}
		argv[i] = rewritten.Replace(argv[i])
	}
	if _, err := os.Stat(path); err != nil {
		if path, err = exec.LookPath(argv[0]); err != nil {
			t.Skipf("%s is not installed", argv[0])
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, argv[1:]...)
	cmd.WaitDelay = time.Second
	cmd.Dir = p.home
	cmd.Env = environ("HOME="+p.home, "PATH="+p.path, "AMIKA_WORKOS_API_URL="+p.url, "AMIKA_API_URL="+p.url, "BROWSER=true",
		"GITHUB_ENV="+filepath.Join(p.home, "github-env"), "LANG=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(p.home, "/home/dev", programs(t), "/usr/local/bin", p.url, "https://auth.example.com", strings.TrimPrefix(p.url, "http://"), "auth.example.com").Replace(string(out))
	// The pages show terminals, on which this is not said.
	text = regexp.MustCompile(`This waits until you approve the login; .*\n\n`).ReplaceAllString(text, "")
	return text, cmd.ProcessState.ExitCode()
}

// expect fails the test if a block ended with another status than it says.
func (b block) expect(t *testing.T, status int, output string) {
	t.Helper()
	want, _ := strconv.Atoi(b.settings["status"])
	if status != want {
		t.Errorf("%s:%d: status %d, want %d:\n%s", b.page, b.line, status, want, output)
	}
}

// timestamp matches a time, which a page can't tell beforehand.
var timestamp = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)

// separator is printed between the outputs of two commands.
const separator = "\x1e"

// runConsole runs the lines that begin with "$ " in one shell and compares what
// each prints, on stdout and stderr. "…" stands for anything.
func runConsole(t *testing.T, b block, update *edits) {
	var script, shown strings.Builder
	var want []string
	script.WriteString("exec 2>&1\n")
	for line := range strings.Lines(b.text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			script.WriteString("printf '\\036'\n" + command)
			want = append(want, "")
		} else if len(want) > 0 {
			want[len(want)-1] += line
		} else {
			t.Fatalf("%s:%d: it doesn't begin with a command", b.page, b.line)
		}
	}
	output, _ := newSite(t, b).run(t, "bash", "-c", script.String())
	got := strings.Split(output, separator)[1:]
	if len(got) != len(want) {
		t.Fatalf("%s:%d: %d commands and %d outputs: %q", b.page, b.line, len(want), len(got), output)
	}
	commands := regexp.MustCompile(`(?m)^\$ .*\n`).FindAllString(b.text, -1)
	for i := range want {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(want[i]), "…", "(?s:.*?)") + "$"
		pattern = timestamp.ReplaceAllLiteralString(pattern, timestamp.String())
		keep := want[i]
		if !regexp.MustCompile(pattern).MatchString(got[i]) {
			t.Errorf("%s:%d: %sprinted\n%s\nwant\n%s", b.page, b.line, commands[i], got[i], want[i])
			keep = got[i]
		}
		shown.WriteString(commands[i] + keep)
	}
	if os.Getenv("UPDATE_SCRIPTS") != "" {
		update.replace(b.text, shown.String())
	}
}

// runShell runs a script in each shell that is there.
func runShell(t *testing.T, b block, _ *edits) {
	shells := "bash,dash,busybox,zsh,ksh"
	if b.language == "bash" {
		shells = "bash"
	}
	if named := b.settings["shells"]; named != "" {
		shells = named
	}
	for name := range strings.SplitSeq(shells, ",") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			argv := []string{name, "-euo", "pipefail", "-c", b.text}
			switch name {
			case "dash":
				argv = []string{name, "-euc", b.text}
			case "busybox":
				argv = []string{name, "sh", "-euo", "pipefail", "-c", b.text}
			}
			output, status := newSite(t, b).run(t, argv...)
			b.expect(t, status, output)
		})
	}
}

// runWith returns a runner for a language with one interpreter.
func runWith(interpreter ...string) func(t *testing.T, b block, _ *edits) {
	return func(t *testing.T, b block, _ *edits) {
		p, text := newSite(t, b), b.text
		if function := b.settings["calls"]; function != "" && b.language == "js" {
			text += "\nconsole.log(await " + function + "())\n"
		} else if function != "" {
			text += "\nprint(" + function + "())\n"
		}
		output, status := p.run(t, append(interpreter, text)...)
		b.expect(t, status, output)
		if p.token != "" && output != p.token+"\n" {
			t.Errorf("%s:%d: it printed %q, want the token", b.page, b.line, output)
		}
	}
}

// runYAML runs the commands of a job: those below "run" and "script".
func runYAML(t *testing.T, b block, _ *edits) {
	var document any
	if err := yaml.Unmarshal([]byte(b.text), &document); err != nil {
		t.Fatalf("%s:%d: %v", b.page, b.line, err)
	}
	script := "export AMIKA_API_KEY=amk_planted\n" + strings.Join(commandsBelow(document), "\n")
	output, status := newSite(t, b).run(t, "bash", "-euo", "pipefail", "-c", script)
	b.expect(t, status, output)
}

// runJSON runs the commands of a development container.
func runJSON(t *testing.T, b block, _ *edits) {
	var document any
	if err := json.Unmarshal([]byte(b.text), &document); err != nil {
		t.Fatalf("%s:%d: %v", b.page, b.line, err)
	}
	output, status := newSite(t, b).run(t, "bash", "-euo", "pipefail", "-c", strings.Join(commandsBelow(document), "\n"))
	b.expect(t, status, output)
}

// commandsBelow returns the commands in a document, in its order.
func commandsBelow(value any) []string {
	var all []string
	switch v := value.(type) {
	case map[string]any:
		for _, key := range []string{"initializeCommand", "postCreateCommand", "before_script", "script", "run"} {
			switch command := v[key].(type) {
			case string:
				all = append(all, command)
			case []any:
				for _, line := range command {
					if text, ok := line.(string); ok {
						all = append(all, text)
					}
				}
			}
		}
		for _, below := range v {
			all = append(all, commandsBelow(below)...)
		}
	case []any:
		for _, below := range v {
			all = append(all, commandsBelow(below)...)
		}
	}
	return all
}

// runDockerfile runs what the container would: its entrypoint with its command,
// on the home directory that is mounted into it.
func runDockerfile(t *testing.T, b block, _ *edits) {
	var argv []string
	for _, instruction := range []string{"ENTRYPOINT", "CMD"} {
		match := regexp.MustCompile(`(?m)^` + instruction + ` (\[.*\])$`).FindStringSubmatch(b.text)
		if match == nil {
			continue
		}
		var words []string
		if err := json.Unmarshal([]byte(match[1]), &words); err != nil {
			t.Fatalf("%s:%d: %s: %v", b.page, b.line, instruction, err)
		}
		argv = append(argv, words...)
	}
	if len(argv) == 0 {
		t.Fatalf("%s:%d: it runs nothing", b.page, b.line)
	}
	p := newSite(t, b)
	argv[0] = path.Base(argv[0])
	if copied := regexp.MustCompile(`(?m)^COPY (?:--from=\S+ )?\S*/?(amika[a-z-]*) `).FindStringSubmatch(b.text); copied == nil || !strings.HasPrefix(argv[0], copied[1]) {
		t.Errorf("%s:%d: it runs %s, which is not copied into it", b.page, b.line, argv[0])
	}
	output, status := p.run(t, append([]string{"env", "PATH=" + p.path}, argv...)...)
	b.expect(t, status, output)
}
