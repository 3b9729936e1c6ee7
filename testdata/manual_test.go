package testdata

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// manualPages returns the path of each program's manual page.
func manualPages() map[string]string {
	pages := make(map[string]string)
	for _, program := range programNames {
		pages[program] = filepath.Join("..", program, program+".1")
	}
	return pages
}

// TestManualPages formats each page for a terminal of 80 columns. It must contain
// all that the help does, keep examples on one line and cause no warning.
func TestManualPages(t *testing.T) {
	t.Parallel()
	// Other systems have another man, which has none of these options.
	if out, err := exec.Command("man", "--version").Output(); err != nil || !regexp.MustCompile(`^man \d`).Match(out) {
		t.Skip("man-db is not installed")
	}
	for program, path := range manualPages() {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			text := formatted(t, "man", "--warnings", "-E", "UTF-8", "-l", path)
			for line := range strings.Lines(text) {
				if utf8.RuneCountInString(line) > 81 {
					t.Errorf("a line has more than 80 columns: %s", line)
				}
			}
			flowing := strings.Join(strings.Fields(text), " ")
			for _, page := range helpPages() {
				if strings.Fields(page.Path)[0] != program {
					continue
				}
				for _, e := range page.Examples {
					for line := range strings.Lines(e.Line) {
						if line = strings.TrimSuffix(line, "\n"); !regexp.MustCompile(`(?m)^ +` + regexp.QuoteMeta(line) + `$`).MatchString(text) {
							t.Errorf("%s: the example is not there: %s", page.Path, line)
						}
					}
				}
				words := []string{page.UsageLine(), page.Purpose[1:], page.Help}
				for _, o := range page.Options {
					if o.Variable != "" {
						words = append(words, o.Synopsis(), o.Effect()[1:])
					}
				}
				for _, want := range words {
					if page.Path == program && want == page.Help {
						want, _, _ = strings.Cut(want, "\n\n") // the rest is in other sections
					}
					if want = strings.Join(strings.Fields(want), " "); !strings.Contains(flowing, want) {
						t.Errorf("%s: this is not there: %s", page.Path, want)
					}
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// TestManualPagesInGroff formats the pages without man, which treats UTF-8 and
// hyphens specially.
func TestManualPagesInGroff(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("groff"); err != nil {
		t.Skip("groff is not installed")
	}
	for _, path := range manualPages() {
		for _, device := range []string{"utf8", "ascii"} {
			if text := formatted(t, "groff", "-man", "-ww", "-T"+device, "-P-cbou", path); !strings.Contains(text, "SEE ALSO") {
				t.Errorf("%s: got %s", path, text)
			}
		}
	}
}

// formatted returns the page that a program prints, which must not warn.
func formatted(t *testing.T, argv ...string) string {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = []string{"HOME=" + t.TempDir(), "LC_ALL=C.UTF-8", "MANWIDTH=80", "PATH=" + os.Getenv("PATH")}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || errs.Len() > 0 {
		t.Errorf("%q: %v: %s", argv, err, &errs)
	}
	return out.String()
}
