//go:build linux

package testdata

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCompletionCandidates lists the candidates for lines in the shells that can
// do so without a terminal. | marks the cursor, which is otherwise at the end.
func TestCompletionCandidates(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		// Commands and flags.
		{`amika `, "auth colon completion evil foo deaf help version"},
		{`amika au`, "auth"},
		{`amika auth `, "extract login logout seed status token"},
		{`amika help auth lo`, "login logout"},
		{`amika auth login --no`, "--no-browser --no-wait"},
		{`amika-login s`, "status"},
		{`amika-login status --o`, "--offline"},
		{`amika-extract completion `, "bash fish zsh"},
		{`amika-extract --no`, "--no-clobber --no-oauth"},
		{`amika-extract --no-oauth --n`, "--native --no-clobber"},
		{`amika-extract --export --format sh --homedir / --list --min-ttl 1s --native --no-clobber --no-oauth --provider x --require x `, "-- --help --version completion seed"},
		{`amika zz`, ""},
		{`amika-login zz `, ""},
		{`amika-login --timeout `, ""},

		// Values.
		{`amika-extract --format f`, "fish"},
		{`amika-extract --format=f`, "--format=fish"},
		{`amika-extract "--format" 'f`, "fish"},
		{`amika-extract --format="f`, "--format=fish"},
		{`amika-extract --format='f'i`, "--format=fish"},
		{`amika auth extract --provider `, "anthropic groq openai"},
		{`amika auth extract --provider anthropic,`, "anthropic,groq anthropic,openai"},
		{`amika auth extract --no-oauth --provider=`, "--provider=anthropic --provider=groq"},
		{`amika-extract --homedir ~/other --provider `, "xai"},
		{`amika-extract --homedir other\ home/ --provider `, "mistral"},
		{`amika-extract --homedir 'other home' --provider "m`, "mistral"},
		{`amika-extract --homedir="other home" --provider m`, "mistral"},
		{`amika-extract --provider '' --homedir other --require `, "xai"},

		// In the middle of a line.
		{`amika auth lo|gin --json`, "login logout"},
		{`amika auth | --json`, "extract login logout seed status token"},
		{`amika-extract --format=p|ower --export`, "--format=powershell"},

		// The program as typed, not the one on PATH.
		{`./bin/amika `, "typed"},
		{`~/bin/amika t`, "typed"},
		{`"./my tools/amika" `, "typed"},
		{`./none/amika au`, "auth"},

		// Extensions. One that doesn't know __complete is not run.
		{`amika foo ba`, "bar baz"},
		{`amika deaf `, ""},
	}
	var lines []string
	for _, tt := range tests {
		lines = append(lines, tt.line)
	}
	bin := programs(t)
	for _, shell := range []string{"bash", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			answers := furnish(t, bin).ask(t, shell, lines...)
			for i, tt := range tests {
				want := strings.Fields(tt.want)
				for j, candidate := range want {
					if shell == "bash" { // splits words at =
						want[j] = candidate[strings.LastIndexByte(candidate, '=')+1:]
					}
				}
				slices.Sort(want)
				if !slices.Equal(answers[i], want) {
					t.Errorf("%s: %q, want %q", tt.line, answers[i], want)
				}
			}
		})
	}
}

// TestCompletionHere presses Tab where PATH has the current directory, by one name
// or another, which holds a program called amika. Anybody may have put it there,
// so it is not run.
func TestCompletionHere(t *testing.T) {
	t.Parallel()
	bin := programs(t)
	for name, here := range map[string]string{"dot": ".", "proc": "/proc/self/cwd"} {
		for _, shell := range []string{"bash", "zsh"} {
			t.Run(shell+" "+name, func(t *testing.T) {
				t.Parallel()
				s := furnish(t, bin).open(t, shell, load[shell]+"\ncd here; PATH="+here+":$PATH")
				s.becomes(t, "amika au\t", "amika au")
			})
		}
		t.Run("fish "+name, func(t *testing.T) {
			t.Parallel()
			cmd := furnish(t, bin).command(t, "fish", "-c", "amika completion fish | source; cd here; set -x PATH "+here+" $PATH; complete -C 'amika au'")
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v, %q", err, out)
			}
		})
	}
}

// TestCompletionWords calls the bash function as completion scripts of other
// commands do: with COMP_WORDS alone, and where files can only be printed.
func TestCompletionWords(t *testing.T) {
	t.Parallel()
	h := furnish(t, programs(t))
	cmd := h.command(t, "bash", "--norc", "-c", `
		eval "$(amika completion bash)"
		try() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); COMPREPLY=(); _amika; echo "${COMPREPLY[*]}"; }
		try amika auth lo
		try amika auth extract --format f
		try amika auth extract --format = f
		try amika auth login --api-key-file key1
		try amika auth extract --homedir my`)
	out, err := cmd.CombinedOutput()
	if want := "login logout\nfish\nfish\nkey1\nmy tools\n"; err != nil || string(out) != want {
		t.Errorf("%v: %q, want %q", err, out, want)
	}
}

// TestCompletionHostile completes candidates that would run commands if the shell
// took them literally. bash is given candidates quoted, fish as they are.
func TestCompletionHostile(t *testing.T) {
	t.Parallel()
	bin := programs(t)
	for shell, want := range map[string][]string{
		"bash": {`-n`, `\*`, `x\;touch\ planted`, "y\\`touch\\ planted\\`", `z\$\(touch\ planted\)`},
		"fish": {`-n`, `*`, `x;touch planted`, "y`touch planted`", `z$(touch planted)`},
	} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			got := furnish(t, bin).ask(t, shell, `amika evil $(touch planted) `)[0]
			for _, candidate := range want {
				if !slices.Contains(got, candidate) {
					t.Errorf("%q is not in %q", candidate, got)
				}
			}
			for _, candidate := range got {
				if strings.HasPrefix(candidate, ":") {
					t.Errorf("%q is a candidate", candidate)
				}
			}
		})
	}
}

// TestCompletionMissing completes command lines of programs that don't exist.
func TestCompletionMissing(t *testing.T) {
	t.Parallel()
	bin := programs(t)
	t.Run("zsh", func(t *testing.T) {
		t.Parallel()
		s := furnish(t, bin).open(t, "zsh", load["zsh"]+"\nPATH=${PATH##*:}")
		s.becomes(t, "amika a\t", "amika a")
		s.becomes(t, "./none/amika-login --j\t", "./none/amika-login --j")
	})
	for _, shell := range []string{"bash", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			h := furnish(t, bin)
			h.path = h.tools
			for _, answer := range h.ask(t, shell, "amika ", "amika-login -", "./none/amika-extract --format ") {
				if len(answer) > 0 {
					t.Errorf("%q", answer)
				}
			}
		})
	}
}

// TestCompletionTyped types lines and presses Tab. A line ends with a space if
// there was only one candidate.
func TestCompletionTyped(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, want string }{
		{`amika au`, `amika auth `},
		{`amika auth lo`, `amika auth log`},
		{`amika zz`, `amika zz`},
		{`amika-login st`, `amika-login status `},
		{`true; amika-extract --e`, `true; amika-extract --export `},
		{`amika-extract -e`, `amika-extract --export `},
		{`amika-extract -format=f`, `amika-extract -format=fish `},
		{`amika-extract --format f`, `amika-extract --format fish `},
		{`amika-extract --format=f`, `amika-extract --format=fish `},
		{`amika-extract "--format=f`, `amika-extract "--format=fish" `},
		{`amika-extract --provider=anthropic,g`, `amika-extract --provider=anthropic,groq `},
		{`./bin/amika t`, `./bin/amika typed `},
		{`~/bin/amika t`, `~/bin/amika typed `},
		{`my\ tools/amika t`, `my\ tools/amika typed `},
		{`a au`, `a auth `},
		{"amika auth lo --json" + strings.Repeat("\x02", len(" --json")), `amika auth log --json`},

		// Files, and directories alone.
		{`amika-login --api-key-file k`, `amika-login --api-key-file key`},
		{`amika-login --api-key-file=k`, `amika-login --api-key-file=key`},
		{`amika-login --api-key-file key\ `, `amika-login --api-key-file key\ two `},
		{`amika-login --api-key-file=key\ `, `amika-login --api-key-file=key\ two `},
		{`amika-login --api-key-file "key `, `amika-login --api-key-file "key two" `},
		{`amika auth login --api-key-file ~/key1`, `amika auth login --api-key-file ~/key1 `},
		{`amika-login --api-key-file=~/key1`, `amika-login --api-key-file=~/key1 `},
		{`amika-login --api-key-file \$`, `amika-login --api-key-file \$\(touch\ planted\) `},
		{`amika-extract --homedir k`, `amika-extract --homedir k`},
		{`amika-extract --homedir my`, `amika-extract --homedir my\ tools/`},
		{`amika-extract --homedir=my`, `amika-extract --homedir=my\ tools/`},
		{`amika-extract >key1`, `amika-extract >key1 `},

		// Another program's command line.
		{`amika-extract -- amika-lo`, `amika-extract -- amika-login `},
		{`amika-extract -- amikaf`, `amika-extract -- amikaf`},
		{`amika-extract -- ./bin/am`, `amika-extract -- ./bin/amika `},
		{`amika-extract -- my\ tools/am`, `amika-extract -- my\ tools/amika `},
		{`amika auth extract --native -- head -n 1 key\ `, `amika auth extract --native -- head -n 1 key\ two `},

		// No candidate has an effect when the line is run.
		{`amika evil x`, `amika evil x\;touch\ planted `},
		{`amika evil y`, "amika evil y\\`touch\\ planted\\` "},
		{`amika evil z`, `amika evil z\$\(touch\ planted\) `},
	}
	bin := programs(t)
	for _, shell := range []string{"bash", "zsh"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			s := furnish(t, bin).open(t, shell, load[shell])
			for _, tt := range tests {
				s.becomes(t, tt.typed+"\t", tt.want)
			}
		})
	}
}

// load is what a user has in ~/.bashrc or ~/.zshrc.
var load = map[string]string{
	"bash": `for program in amika amika-login amika-extract; do eval "$("$program" completion bash)"; done; alias a=amika; complete -F _amika a`,
	"zsh":  `for program in amika amika-login amika-extract; do eval "$($program completion zsh)"; done; alias a=amika`,
}

// TestCompletionLoaded loads the scripts into shells with various settings.
func TestCompletionLoaded(t *testing.T) {
	t.Parallel()
	const compinit = "autoload -Uz compinit; compinit -u\n"
	bin := programs(t)
	for _, c := range []struct{ name, shell, rc string }{
		{"with set -eu in POSIX mode", "bash", "set -eu -o posix\n" + load["bash"]},
		{"with odd options", "bash", "set -f; shopt -s nocasematch failglob extglob; IFS=a:\n" + load["bash"]},
		{"without compopt, as before 4", "bash", "enable -n compopt\n" + load["bash"]},
		{"with compinit before", "zsh", compinit + load["zsh"]},
		{"with compinit before and behind, twice", "zsh", compinit + load["zsh"] + "\n" + load["zsh"] + "\n" + compinit},
		{"with odd options", "zsh", "setopt ksh_arrays ksh_glob sh_glob sh_word_split no_unset ignore_braces err_exit\n" + load["zsh"]},
	} {
		t.Run(c.shell+" "+c.name, func(t *testing.T) {
			t.Parallel()
			furnish(t, bin).open(t, c.shell, c.rc).completes(t)
		})
	}
}

// TestCompletionFile has zsh autoload the scripts as files in fpath.
func TestCompletionFile(t *testing.T) {
	t.Parallel()
	const compinit = "fpath+=(~/other); autoload -Uz compinit; compinit -u\n"
	h := furnish(t, programs(t))
	const files = "for program in amika amika-login amika-extract; do $program completion zsh >~/other/_$program; done\n"
	if out, err := h.command(t, "zsh", "-d", "-c", files+compinit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v, %q", err, out)
	}
	h.open(t, "zsh", compinit).completes(t)
}

// TestCompletionOwn completes the command line after --, which the shell completes
// as it does without amika.
func TestCompletionOwn(t *testing.T) {
	t.Parallel()
	bin := programs(t)
	for _, c := range []struct{ name, shell, rc, want string }{
		// bash-completion gets the index of the word at which the other command line begins.
		{"bash-completion", "bash", `_command_offset() { COMPREPLY=("own$1"); }`, "own7"},
		{"bash-completion 2.12", "bash", `_comp_command_offset() { COMPREPLY=("own$1"); }; _command_offset() { :; }`, "own7"},
		{"zsh", "zsh", "autoload -Uz compinit; compinit -u; _own() { compadd own$CURRENT; }; compdef _own head", "own2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := furnish(t, bin).open(t, c.shell, c.rc+"\n"+load[c.shell])
			const line = "amika auth extract --format=sh -- head o"
			s.becomes(t, line+"\t", strings.TrimSuffix(line, "o")+c.want+" ")
		})
	}
	t.Run("fish", func(t *testing.T) {
		t.Parallel()
		cmd := furnish(t, bin).command(t, "fish", "-c", "complete -c head -f -a own; amika completion fish | source; complete -C 'amika auth extract -- head o'")
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "own\n" {
			t.Errorf("%v, %q", err, out)
		}
	})
}

// TestCompletionDescriptions checks the descriptions beside candidates.
func TestCompletionDescriptions(t *testing.T) {
	t.Parallel()
	bin := programs(t)
	t.Run("zsh", func(t *testing.T) {
		t.Parallel()
		s := furnish(t, bin).open(t, "zsh", load["zsh"])
		s.becomes(t, "amika auth lo\t\t", "amika auth log")
		s.becomes(t, "amika colon \t", "amika colon a:b\\\\c ")
		for _, pattern := range []string{`login +-- Log in to Amika *\r\n`, `logout +-- Log out *\r\n`} {
			s.until(t, pattern)
		}
	})
	t.Run("fish", func(t *testing.T) {
		t.Parallel()
		cmd := furnish(t, bin).command(t, "fish", "-c", "amika completion fish | source; complete -C 'amika auth lo'")
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "login\tLog in to Amika\nlogout\tLog out\n" {
			t.Errorf("%v, %q", err, out)
		}
	})
}

// TestCompletionLeaves checks that completion leaves no variable, function or
// option of the shell changed.
func TestCompletionLeaves(t *testing.T) {
	t.Parallel()
	bin := programs(t)
	for shell, rc := range map[string]string{
		"bash": `state() { { compgen -v; compgen -A function; shopt; set +o; trap; } >$1; }`,
		"zsh":  `state() { { print -l ${(ko)parameters:#_*}; alias; set -o; trap; } >$1; }`,
	} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			h := furnish(t, bin)
			s := h.open(t, shell, load[shell]+"\n"+rc)
			s.becomes(t, "true key1 \t", "true key1 ") // has the shell load its own functions
			s.becomes(t, "state before\r", "")
			s.becomes(t, "amika auth extract --format \t", "amika auth extract --format ")
			s.becomes(t, "amika-extract --homedir=my\t", "amika-extract --homedir=my\\ tools/")
			s.becomes(t, "amika-extract -- head key1\t", "amika-extract -- head key1 ")
			s.becomes(t, "state after\r", "")
			before, err := os.ReadFile(filepath.Join(h.home, "before"))
			if err != nil {
				t.Fatal(err)
			}
			after, err := os.ReadFile(filepath.Join(h.home, "after"))
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("%v, before %q, after %q", err, before, after)
			}
		})
	}
}
