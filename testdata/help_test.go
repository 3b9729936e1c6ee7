package testdata

import (
	"bytes"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	extract "amika.dev/amika-extract/cli"
	login "amika.dev/amika-login/cli"
	amika "amika.dev/amika/cli"
	"amika.dev/pkg/command"
)

// helperCommands maps the commands of amika that other programs run to the
// commands of these.
var helperCommands = map[string]string{
	"amika auth login":   "amika-login",
	"amika auth status":  "amika-login status",
	"amika auth token":   "amika-login token",
	"amika auth logout":  "amika-login logout",
	"amika auth extract": "amika-extract",
	"amika auth seed":    "amika-extract seed",
}

// helpPages returns the help pages of all programs, by path. A command of amika
// that another program runs has the page of that program.
func helpPages() map[string]command.Page {
	pages := make(map[string]command.Page)
	for _, root := range []*command.Command{amika.Tree(), login.Tree(), extract.Tree()} {
		for _, page := range command.Pages(root) {
			own := *page.Command
			own.Extensions = nil // the extensions on this machine vary
			page.Command = &own
			pages[page.Path] = page
		}
	}
	for path, of := range helperCommands {
		pages[path] = pages[of]
	}
	return pages
}

// TestHelpForm checks the form that all help pages have, and the manual pages with
// them.
func TestHelpForm(t *testing.T) {
	t.Parallel()
	pages := helpPages()
	for path, page := range pages {
		if path != page.Path {
			continue // the program that runs it has this page too
		}
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			if !regexp.MustCompile(`^[A-Z][a-z]+ .*[^.\s]$`).MatchString(page.Purpose) {
				t.Errorf("the purpose is not one line with a capital and without a period: %q", page.Purpose)
			}
			if lines := strings.Count(page.Text(), "\n"); lines > 45 {
				t.Errorf("it has %d lines", lines)
			}
			for line := range strings.Lines(page.Text()) {
				if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 80 {
					t.Errorf("a line has more than 80 columns: %s", line)
				}
			}
			if all := page.Statuses; !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
				t.Errorf("the statuses are not in order: %d", all)
			}
			// Each can print its help, even to a full disk.
			for _, status := range []command.Status{command.Done, command.Failed, command.Usage} {
				if !slices.Contains(page.Statuses, status) {
					t.Errorf("status %d is missing", status)
				}
			}
			wantFlags(t, page)
			wantExamples(t, page, pages)
		})
	}
}

var (
	clause       = regexp.MustCompile(`^[a-z].*([^.\s]|\.\.\.)$`) // lower case, no period
	flagVariable = regexp.MustCompile(`^AMIKA_(LOGIN|EXTRACT)_[A-Z_]+$`)
	flagName     = regexp.MustCompile(`--[a-z][a-z-]*`)
)

// wantFlags checks the flags of a page, and that its usage has exactly these.
func wantFlags(t *testing.T, page command.Page) {
	t.Helper()
	if line := page.UsageLine(); line != page.Path && !strings.HasPrefix(line, page.Path+" ") {
		t.Errorf("the usage does not begin with the path: %s", line)
	}
	used := flagName.FindAllString(page.UsageLine(), -1)
	for _, name := range used {
		if !hasOption(page, name) {
			t.Errorf("the usage has %s, which is no flag", name)
		}
	}
	for _, o := range page.Options {
		if !clause.MatchString(o.Purpose) {
			t.Errorf("%s: the purpose is not in lower case without a period: %q", o.Name, o.Purpose)
		}
		if o.Name == "--version" || o.Name == "-h, --help" {
			continue // every command has them, and no variable sets them
		}
		if !flagVariable.MatchString(o.Variable) {
			t.Errorf("%s: the variable is %q", o.Name, o.Variable)
		}
		if !slices.Contains(used, o.Name) {
			t.Errorf("%s is not in the usage", o.Name)
		}
	}
}

func hasOption(page command.Page, name string) bool {
	return slices.ContainsFunc(page.Options, func(o command.Option) bool {
		return slices.Contains(strings.Split(o.Name, ", "), name)
	})
}

// wantExamples checks that the examples of a page call its program, with flags
// that exist.
func wantExamples(t *testing.T, page command.Page, pages map[string]command.Page) {
	t.Helper()
	if n := len(page.Examples); n < 2 || n > 3 {
		t.Errorf("there are %d examples, want 2 or 3", n)
	}
	program, _, _ := strings.Cut(page.Path, " ")
	for _, e := range page.Examples {
		if !clause.MatchString(e.Purpose) {
			t.Errorf("the purpose is not in lower case without a period: %q", e.Purpose)
		}
		calls, wrong := callsIn(e.Line, pages)
		if e.Line != strings.TrimSpace(e.Line) || !slices.ContainsFunc(calls, func(path string) bool { return strings.Split(path, " ")[0] == program }) {
			t.Errorf("it does not call %s: %q", program, e.Line)
		}
		for _, name := range wrong {
			t.Errorf("%s is no flag of what is called: %s", name, e.Line)
		}
	}
}

// callsIn returns which of our commands a shell's command line calls, and the
// flags in it that these don't have.
func callsIn(line string, pages map[string]command.Page) (calls, wrong []string) {
	path := "" // of the command whose arguments these are
	for _, word := range strings.Fields(regexp.MustCompile("[\"();|&`]").ReplaceAllString(line, " ; ")) {
		_, known := pages[strings.TrimSpace(path+" "+word)]
		name, _, _ := strings.Cut(word, "=")
		switch {
		case word == ";" || word == "--":
			path = ""
		case known && path == "":
			path = word
			calls = append(calls, path)
		case known:
			path += " " + word
			calls[len(calls)-1] = path
		case path != "" && len(word) > 1 && word[0] == '-' && !hasOption(pages[path], name):
			wrong = append(wrong, word)
		}
	}
	return calls, wrong
}

// TestHelpExamplesAreRead checks that callsIn finds what is wrong with examples.
func TestHelpExamplesAreRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, calls, wrong string }{
		{`amika-login`, "amika-login", ""},
		{`x -a | amika-login status --quiet --verfy || amika-login --quiet`, "amika-login status, amika-login", "--verfy, --quiet"},
		{`out=$(amika auth extract --format=sh --no-such=x) && [ $? -eq 3 ]`, "amika auth extract", "--no-such=x"},
		{"amika-extract --no-oauth -- claude -p", "amika-extract", ""},
		{`eval "$(amika-extract -h -x)"`, "amika-extract", "-x"},
		{"cp amika-logins -x", "", ""},
	}
	for _, tt := range tests {
		calls, wrong := callsIn(tt.line, helpPages())
		if got := strings.Join(calls, ", "); got != tt.calls {
			t.Errorf("%s: calls %s, want %s", tt.line, got, tt.calls)
		}
		if got := strings.Join(wrong, ", "); got != tt.wrong {
			t.Errorf("%s: wrong is %q, want %q", tt.line, got, tt.wrong)
		}
	}
}

// TestHelpIsPrinted checks that each program prints its pages, also by way of
// amika.
func TestHelpIsPrinted(t *testing.T) {
	t.Parallel()
	bin, home := programs(t), t.TempDir()
	for path, page := range helpPages() {
		words := append(strings.Fields(path), "-h")
		cmd := exec.Command(filepath.Join(bin, words[0]), words[1:]...)
		cmd.Env = environ("HOME="+home, "PATH="+bin)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		got, want := out.String(), page.Text()
		if path != page.Path {
			got, want = asHelper(got), asHelper(want)
		}
		if err != nil || errs.Len() > 0 || got != want || !strings.Contains(out.String(), "\nUsage:\n  "+path) {
			t.Errorf("%s -h: %v, stderr %q, stdout\n%s\nwant\n%s", path, err, &errs, &out, page.Text())
		}
	}
}

// asHelper returns the words of a text, with the commands of amika that a helper
// runs as those of the helper.
func asHelper(text string) string {
	var commands []string
	for path, of := range helperCommands {
		commands = append(commands, path, of)
	}
	return strings.Join(strings.Fields(strings.NewReplacer(commands...).Replace(text)), " ")
}

// TestHelpOfHelperCommands checks that amika describes the commands that other
// programs run as these describe them.
func TestHelpOfHelperCommands(t *testing.T) {
	t.Parallel()
	pages := helpPages()
	var found []string
	for _, page := range command.Pages(amika.Tree()) {
		of, ok := helperCommands[page.Path]
		if !ok {
			continue
		}
		found = append(found, page.Path)
		// amika may shorten it to fit into its list.
		rest, same := strings.CutPrefix(pages[of].Text(), page.Purpose)
		if !same || rest[0] != '\n' && rest[0] != ',' {
			t.Errorf("%s is for %q, %s for %q", page.Path, page.Purpose, of, pages[of].Purpose)
		}
	}
	if want := slices.Sorted(maps.Keys(helperCommands)); !slices.Equal(slices.Sorted(slices.Values(found)), want) {
		t.Errorf("amika has %q, want %q", found, want)
	}
}
