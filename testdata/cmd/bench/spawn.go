package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A sample is what one run of a program cost.
type sample struct {
	wall, cpu time.Duration
	faults    int   // page faults
	memory    int64 // at most, in bytes
	threads   int   // beside the first one; -1 if not known
	status    int   // exit status, or 128 and the signal
}

// rounds measures commands with several fresh copies of all programs, since
// where a file happens to lie in memory changes what it costs. The first word of
// a command is the name of a program. The result has the samples of each
// command by round.
func (b *bench) rounds(n, runs int, home string, commands ...[]string) [][][]sample {
	all := make([][][]sample, len(commands))
	for range n {
		dir, err := os.MkdirTemp(b.work, "copy-")
		check(err)
		check(os.CopyFS(dir, os.DirFS(b.programs)))
		threads := b.threads(dir, environ(home), commands...)
		for i, samples := range b.turns(runs, dir, environ(home), commands...) {
			for j := range samples {
				samples[j].threads = threads[i]
			}
			all[i] = append(all[i], samples)
		}
		check(os.RemoveAll(dir))
	}
	return all
}

// turns runs the commands with the programs in dir, each of them runs times, in
// shuffled turns, and returns the samples of each command.
func (b *bench) turns(runs int, dir string, env []string, commands ...[]string) [][]sample {
	samples, err := parse(b.parent(order(runs, len(commands)), dir, env, commands), len(commands))
	check(err)
	return samples
}

// threads runs each command once more, and returns how many threads it starts
// beside the first one. Counting them makes it slow.
func (b *bench) threads(dir string, env []string, commands ...[]string) []int {
	out := b.parent("threads", dir, env, commands)
	counts := make([]int, len(commands))
	for i := range counts {
		_, err := fmt.Fscanln(out, &counts[i])
		check(err)
	}
	return counts
}

// parent runs the commands with the programs in dir, and returns what the parent
// prints about them. What is to be done is the order of the runs or "threads".
func (b *bench) parent(do, dir string, env []string, commands [][]string) io.Reader {
	args := []string{do}
	for i, c := range commands {
		if i > 0 {
			args = append(args, "::")
		}
		args = append(append(args, filepath.Join(dir, c[0])), c[1:]...)
	}
	var out, errs bytes.Buffer
	parent := exec.Command(filepath.Join(b.programs, "parent"), args...)
	parent.Env, parent.Stdout, parent.Stderr = env, &out, &errs
	if err := parent.Run(); err != nil {
		fatalf("%v: %v: %s", commands, err, &errs)
	}
	return &out
}

// order returns the indexes of n commands in runs shuffled turns, as digits.
func order(runs, n int) string {
	var digits strings.Builder
	for range runs {
		for _, i := range rand.Perm(n) {
			fmt.Fprint(&digits, i)
		}
	}
	return digits.String()
}

// parse reads what the parent prints about n commands.
func parse(r io.Reader, n int) ([][]sample, error) {
	samples := make([][]sample, n)
	for {
		var index int
		var s sample
		var cpu int64
		switch _, err := fmt.Fscanln(r, &index, &s.wall, &cpu, &s.faults, &s.memory, &s.status); {
		case err == io.EOF:
			return samples, nil
		case err != nil:
			return nil, fmt.Errorf("reading what the parent prints: %w", err)
		case index < 0 || index >= n:
			return nil, fmt.Errorf("the parent ran command %d of %d", index, n)
		}
		s.cpu = time.Duration(cpu) * time.Microsecond
		samples[index] = append(samples[index], s)
	}
}

// environ returns a small environment, the same on every machine.
func environ(home string) []string {
	return []string{"HOME=" + home, "USER=dev", "LANG=C.UTF-8", "TERM=xterm-256color", "PATH=/usr/local/bin:/usr/bin:/bin"}
}
