//go:build unix

// Torture runs the programs where everything goes wrong: killed at each system
// call, with each system call failing, many at once beside processes that
// interfere, and in a home directory that changes under them.
//
//	go run ./testdata/cmd/torture [-short] [-run PATTERN] BIN
//
// BIN is the directory with the built programs. It prints what was tried and how
// often something was lost, refused, torn or escaped, and fails unless that is
// never. With -short it takes a minute, and tries a part of everything.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"text/tabwriter"
)

func main() {
	log.SetFlags(0)
	short := flag.Bool("short", false, "try a part of everything")
	pattern := flag.String("run", "", "try only what has a name that matches this `PATTERN`")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: torture [-short] [-run PATTERN] BIN")
	}
	t, err := newTorture(flag.Arg(0), *short, regexp.MustCompile(*pattern))
	if err != nil {
		log.Fatal(err)
	}
	t.faults()
	t.storms()
	t.wall()
	failed := t.print(os.Stdout)
	_ = os.RemoveAll(t.work)
	if failed {
		os.Exit(1)
	}
}

// A torture is what all trials share.
type torture struct {
	bin, work string
	short     bool
	pattern   *regexp.Regexp
	rows      []*row
}

// newTorture copies the programs to where any user can run them.
func newTorture(bin string, short bool, pattern *regexp.Regexp) (*torture, error) {
	work, err := os.MkdirTemp("", "amika-torture-")
	if err != nil {
		return nil, err
	}
	t := &torture{bin: filepath.Join(work, "bin"), work: work, short: short, pattern: pattern}
	if err := os.Mkdir(t.bin, 0o755); err != nil {
		return nil, err
	}
	for _, name := range []string{"amika", "amika-login", "amika-extract"} {
		if out, err := exec.Command("cp", filepath.Join(bin, name), t.bin).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("copying %s: %w: %s", name, err, out)
		}
	}
	return t, os.Chmod(work, 0o755)
}

// A row counts what happened in one kind of trial.
type row struct {
	name string

	mu      sync.Mutex
	tried   int
	counts  [len(harms)]int
	skipped string // why it was not tried
}

// A harm is one way for a trial to go wrong.
type harm int

const (
	lost    harm = iota // a login or a key that was stored is gone or can't be used any more
	refused             // a process failed that had no reason to
	torn                // a file is neither the old one nor the new one
	escaped             // a secret was printed where none belongs
	stuck               // a process did not end, or crashed
)

var harms = [...]string{lost: "lost", refused: "refused", torn: "torn", escaped: "escaped", stuck: "stuck"}

// row starts a kind of trial, or returns nil if it was not asked for.
func (t *torture) row(format string, args ...any) *row {
	name := fmt.Sprintf(format, args...)
	if !t.pattern.MatchString(name) {
		return nil
	}
	r := &row{name: name}
	t.rows = append(t.rows, r)
	return r
}

// done counts a trial.
func (r *row) done() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tried++
}

// blame counts a harm and says what it was, unless there were many before.
func (r *row) blame(h harm, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[h]++
	if r.counts[h] <= 5 {
		log.Printf("%s: %s: %s", r.name, harms[h], redact(fmt.Sprintf(format, args...)))
	}
}

// redact shortens the tokens in what programs printed, and a long text.
func redact(text string) string {
	text = regexp.MustCompile(`eyJ[\w.-]+`).ReplaceAllString(text, "eyJ...")
	if len(text) > 500 {
		text = text[:500] + "..."
	}
	return strings.TrimSpace(text)
}

// print prints the table, and reports whether anything went wrong.
func (t *torture) print(w io.Writer) (failed bool) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "tried\t%s\t  what\n", strings.Join(harms[:], "\t"))
	var tried int
	var sums [len(harms)]int
	for _, r := range t.rows {
		if r.skipped != "" {
			fmt.Fprintf(table, "-%s\t  %s: skipped: %s\n", strings.Repeat("\t-", len(harms)), r.name, r.skipped)
			continue
		}
		printRow(table, r.tried, r.counts, r.name)
		tried += r.tried
		for h, n := range r.counts {
			sums[h] += n
			failed = failed || n > 0
		}
	}
	printRow(table, tried, sums, "in all")
	_ = table.Flush()
	return failed
}

func printRow(w io.Writer, tried int, counts [len(harms)]int, name string) {
	fmt.Fprintf(w, "%d\t", tried)
	for _, n := range counts {
		fmt.Fprintf(w, "%d\t", n)
	}
	fmt.Fprintf(w, "  %s\n", name)
}
