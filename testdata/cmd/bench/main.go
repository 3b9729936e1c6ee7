// Bench measures what the programs cost, against budgets that are ratios to
// programs that do less:
//
//	go run ./testdata/cmd/bench [-run REGEXP] [-big] BIN
//
// BIN is the directory with the built programs. A small program starts them and
// those that they are compared with in shuffled turns, from several fresh copies
// of each. It prints the budgets, with the lowest and the highest ratio of the
// copies, and how the cost of large files grows. It never fails because of a
// figure, since machines are noisy: only if something can't be run.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
)

// A bench is where the measured programs and files are, and what came out.
type bench struct {
	work     string // a directory to be removed
	programs string // the programs of the product and the ones for comparison
	big      bool
	budgets  []budget
	growths  []growth
}

func main() {
	log.SetFlags(0)
	wanted := flag.String("run", "", "measure only the parts that match this: start, token, large, many, refresh, sizes, growth")
	big := flag.Bool("big", false, "write and read 4 GiB of ~/.claude.json, instead of 1 GiB")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: bench [-run REGEXP] [-big] BIN")
	}
	matches, err := regexp.Compile(*wanted)
	check(err)
	work, err := os.MkdirTemp("", "amika-bench-")
	check(err)
	b := &bench{work: work, programs: filepath.Join(work, "programs"), big: *big}
	cleanUp = func() { _ = os.RemoveAll(work) }
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		<-interrupted
		cleanUp()
		os.Exit(130)
	}()
	b.build(flag.Arg(0))
	fmt.Println(machine())
	for _, part := range []struct {
		name string
		run  func()
	}{
		{"start", b.start},
		{"large", b.large},
		{"many", b.many},
		{"token", b.token},
		{"refresh", b.refresh},
		{"sizes", b.sizes},
		{"growth", b.growth},
	} {
		if matches.MatchString(part.name) {
			part.run()
		}
	}
	cleanUp()
	b.print()
}

// print writes the tables.
func (b *bench) print() {
	if len(b.budgets) > 0 {
		rows := [][]string{heading}
		for _, l := range b.budgets {
			rows = append(rows, l.cells())
		}
		fmt.Println()
		printTable(os.Stdout, rows)
		fmt.Print(`
Figures are of the medians of wall times, and beside them of CPU times; "rounds" has
the lowest and the highest of all copies of the programs. The empty program beside a
copy of itself shows the noise: less than its distance from 1 says nothing. Faults
are the mean, threads are those beside the first one, and memory is the most of any
run, not less than that of the small program that starts the others. The bars are
for Linux, on a machine that does nothing else.
`)
	}
	if len(b.growths) > 0 {
		rows := [][]string{growthHeading}
		for _, g := range b.growths {
			rows = append(rows, g.cells())
		}
		fmt.Println()
		printTable(os.Stdout, rows)
		fmt.Print(`
CPU time and memory at size n, without those at size 1. The ratios are of the last
two doublings: 2 is linear, 4 is quadratic, and what is small is too little to tell.
Where a file is too much for a program, which its exit status shows, larger ones are
a line of their own.
`)
	}
	fmt.Println("\n" + busy())
}

// cleanUp removes the directory of the bench before it ends in the middle.
var cleanUp = func() {}

func check(err error) {
	if err != nil {
		fatalf("%v", err)
	}
}

// fatalf ends the bench because something can't be run.
func fatalf(format string, args ...any) {
	cleanUp()
	log.Fatalf(format, args...)
}
