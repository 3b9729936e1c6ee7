//go:build linux

package testdata

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A place is where a shell starts: its home, which is the current directory, and
// the directories on its PATH.
type place struct{ home, bin, tools, path string }

// furnish makes a place with credentials, files and programs to complete. bin is
// the directory of the three programs.
func furnish(t *testing.T, bin string) *place {
	t.Helper()
	h := &place{home: filepath.Join(t.TempDir(), "home"), bin: bin, tools: systemTools(t)}
	h.path = strings.Join([]string{bin, filepath.Join(h.home, "extensions"), h.tools}, ":")
	draft := t.TempDir()
	for name, content := range map[string]string{
		".claude.json":                               `{"primaryApiKey": "sk-ant-planted"}`,
		".codex/auth.json":                           `{"tokens": {"access_token": "at-planted"}}`,
		".local/share/opencode/auth.json":            `{"groq": {"type": "api", "key": "planted"}}`,
		"other/.local/share/opencode/auth.json":      `{"xai": {"type": "api", "key": "planted"}}`,
		"other home/.local/share/opencode/auth.json": `{"mistral": {"type": "api", "key": "planted"}}`,
		"key1": "", "key two": "", "$(touch planted)": "",
		"bin/amika":              "echo typed",
		"my tools/amika":         "echo typed",
		"extensions/amika-foo":   `[ "$1" = __complete ] && printf 'bar\tdo it\nbaz\n' || : >ran`,
		"here/amika":             ": >~/ran",
		"extensions/amika-deaf":  ": >ran",
		"extensions/amika-colon": `echo '__complete' >/dev/null; printf '%s\t%s\n' 'a:b\c' 'colon: \:'`,
		"extensions/amika-evil": "# __complete\necho noise >&2\ncat\ncat <<'end'\n" +
			":4\n:other\n-n\n*\nx;touch planted\ny`touch planted`\nz$(touch planted)\n\x1b[31mred\tred\x1b[0m\na\x00b\nend\nexit 3",
	} {
		if strings.Contains(name, "amika") {
			content = "#!/bin/sh\n" + content + "\n"
		}
		write(t, filepath.Join(draft, name), content)
		if err := os.Chmod(filepath.Join(draft, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// This process must not copy them itself, for the reason in copyPrograms.
	if out, err := exec.Command("cp", "-R", draft, h.home).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() {
		for _, name := range []string{"ran", "planted"} {
			if _, err := os.Lstat(filepath.Join(h.home, name)); err == nil {
				t.Errorf("%s is there: a candidate or an extension was run", name)
			}
		}
	})
	return h
}

// command returns a command that runs a shell in the place, with none of the
// developer's variables.
func (h *place) command(t *testing.T, shell string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath(shell)
	if err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = h.home
	cmd.Env = environ("HOME="+h.home, "ZDOTDIR="+h.home, "INPUTRC=/dev/null", "BIN="+h.bin, "PATH="+h.path, "TERM=dumb", "LC_ALL=C")
	return cmd
}

// ask returns the candidates for lines, without descriptions.
func (h *place) ask(t *testing.T, shell string, lines ...string) [][]string {
	t.Helper()
	args := map[string][]string{"bash": {"--norc", "-c", askBash, shell}, "fish": {"-c", askFish}}[shell]
	cmd := h.command(t, shell, slices.Concat(args, lines)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Fatalf("%s: %v, stderr %q", shell, err, &stderr)
	}
	answers := strings.Split(stdout.String(), asked)[1:]
	if len(answers) != len(lines) {
		t.Fatalf("%d answers for %d lines: %q", len(answers), len(lines), &stdout)
	}
	found := make([][]string, len(lines))
	for i, answer := range answers {
		for line := range strings.Lines(answer) {
			candidate, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			found[i] = append(found[i], candidate)
		}
		slices.Sort(found[i])
	}
	return found
}

// asked separates the candidates for one line from those for the next.
const asked = "-- asked --\n"

// askBash does what bash does when somebody presses Tab.
const askBash = `
for program in amika amika-login amika-extract; do
	eval "$("$BIN/$program" completion bash)"
done
for line; do
	echo '-- asked --'
	COMP_LINE=${line/|/} before=${line%%|*}
	COMP_POINT=${#before} split=${before//=/ = }
	IFS=' ' read -ra COMP_WORDS <<<"${split//:/ : }"
	[[ $before != *' ' ]] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	form='(amika[a-z-]*)"? '
	[[ $line =~ $form ]]
	form=' -F ([^ ]+)'
	[[ $(complete -p "${BASH_REMATCH[1]}") =~ $form ]]
	"${BASH_REMATCH[1]}" "" "" ""
	[[ -z ${COMPREPLY[*]} ]] || printf '%s\n' "${COMPREPLY[@]}"
done
`

const askFish = `
for program in amika amika-login amika-extract
	$BIN/$program completion fish | source
end
for line in $argv
	echo '-- asked --'
	complete -C (string replace -r '\|.*' '' -- $line)
end
`

// A shell is an interactive shell on a terminal.
type shell struct {
	*screen
	pressed int
}

// open starts a shell that runs rc first, which must not print anything.
func (h *place) open(t *testing.T, program, rc string) *shell {
	t.Helper()
	rc = map[string]string{"bash": openBash, "zsh": openZsh}[program] + rc + "\n"
	write(t, filepath.Join(h.home, ".zshrc"), rc)
	dump := filepath.Join(h.home, ".zcompdump")
	if _, err := os.Stat(dump); err != nil && program == "zsh" {
		write(t, dump, zshDump())
	}
	args := map[string][]string{"bash": {"--noprofile", "--rcfile", ".zshrc", "-i"}, "zsh": {"-d", "-i"}}[program]
	s := &shell{screen: onTerminal(t, h.command(t, program, args...))}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		if regexp.MustCompile("noise|not found").MatchString(s.text()) {
			t.Errorf("the terminal shows noise: %q", s.text())
		}
	})
	s.until(t, prompt+"$")
	if shown := strings.TrimLeft(s.text(), "%# \r"); shown != prompt {
		t.Errorf("before the prompt, the terminal shows %q", shown)
	}
	return s
}

// zshDump returns the contents of the file with which compinit starts quickly the
// next time, or "" if zsh can't write one.
var zshDump = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "zsh")
	if err != nil {
		return ""
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "dump")
	cmd := exec.Command("zsh", "-d", "-f", "-c", "autoload -Uz compinit; compinit -u -d "+file)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	_ = cmd.Run()
	dump, _ := os.ReadFile(file) // without it, compinit takes longer
	return string(dump)
})

const prompt = "READY> "

// becomes types keys, checks the resulting line and clears it.
func (s *shell) becomes(t *testing.T, keys, want string) {
	t.Helper()
	s.pressed++
	s.write(t, keys+"\x18p")
	form := regexp.MustCompile("<" + strconv.Itoa(s.pressed) + `\|(.*)>\r\n`)
	s.until(t, form.String())
	if got := form.FindStringSubmatch(s.text())[1]; got != want {
		t.Errorf("%q: %q, want %q", keys, got, want)
	}
}

// completes checks one completion of each kind.
func (s *shell) completes(t *testing.T) {
	t.Helper()
	s.becomes(t, "amika auth l\t", "amika auth log")
	s.becomes(t, "amika-extract --format=f\t", "amika-extract --format=fish ")
	s.becomes(t, "amika-login --api-key-file=key\\ \t", "amika-login --api-key-file=key\\ two ")
	s.becomes(t, "amika-extract -- head -n 1 key\\ \t", "amika-extract -- head -n 1 key\\ two ")
}

const openBash = `
PS1='READY> ' pressed=0
bind 'set enable-bracketed-paste off'
bind 'set completion-query-items 0'
press() { printf '<%d|%s>\n' $((++pressed)) "$READLINE_LINE"; READLINE_LINE= READLINE_POINT=0; }
bind -x '"\C-xp": press'
amikafun() { :; }
`

const openZsh = `
PS1='READY> ' pressed=0 LISTMAX=1000
press() { print -r -- "<$((++pressed))|$BUFFER>"; BUFFER=; }
zle -N press
bindkey -e
bindkey '^Xp' press
unset zle_bracketed_paste
amikafun() { :; }
`
