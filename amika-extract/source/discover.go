package source

import (
	"context"
	"sync/atomic"
	"time"

	"amika.dev/pkg/basedir"
	"golang.org/x/sync/errgroup"
)

// A Discovery reads sources. It only ever reads: nothing is written, no
// network is used and no program is run.
type Discovery struct {
	Home     string         // absolute; empty if it is not known
	Confined bool           // refuse links that lead out of Home
	Lookup   basedir.Lookup // finds the variables that move the base directories
	NoOAuth  bool           // leave OAuth sessions out
	Native   bool           // look where today's agents look, and for what only they can use
	Now      time.Time      // what expiry is judged by
	open     opener         // in tests, a file system that hangs
}

// Run reads all sources of the table and reports on each, in the table's
// order. Sources that are left out by NoOAuth have no report.
func (d Discovery) Run(ctx context.Context, table []Source) []Report {
	reports := make([]Report, 0, len(table))
	jobs := make([]job, 0, 2*len(table))
	for i := range table {
		s := &table[i]
		if s.OAuth && d.NoOAuth {
			continue
		}
		files := d.Places(*s)
		for i := range files {
			if files[i].Path != "" {
				jobs = append(jobs, job{source: s, path: files[i].Path, file: &files[i]})
			}
		}
		reports = append(reports, Report{s, files})
	}
	d.scan(ctx, jobs)
	return reports
}

// Limits on the time that a file may take.
const (
	maxStall = 2 * time.Second  // without a byte read
	maxTotal = 60 * time.Second // in all
)

const (
	errStalled failure = "nothing could be read of it for 2 seconds"
	errSlow    failure = "reading it took more than 60 seconds"
)

// patience is how long a scan waits for what it has begun before it begins
// more. A file system that answers is done by then, and a single thread is
// the fastest way there: starting another one takes longer than reading.
const patience = 5 * time.Millisecond

// scan reads all files, concurrently as far as that is any good, and gives up
// on those that take too long: a read that hangs in the system can't be ended,
// so that its goroutine is left behind.
func (d Discovery) scan(ctx context.Context, jobs []job) {
	s := &scan{discovery: d, jobs: jobs, ended: make(chan struct{}, len(jobs)+1)}
	var workers errgroup.Group
	start := func() {
		s.working++
		workers.Go(func() error {
			s.work()
			return nil // what went wrong is in the reports, and ends nothing else
		})
	}
	start()
	tick := time.NewTimer(patience)
	defer tick.Stop()
	for s.working > 0 {
		select {
		case <-s.ended:
			s.working--
		case <-tick.C:
			s.giveUp(time.Now())
			pause := 20 * patience
			if int(s.next.Load()) < len(jobs) {
				start()
				pause = patience
			}
			tick.Reset(pause)
		case <-ctx.Done():
			return
		}
	}
	if !s.abandoned {
		_ = workers.Wait()
	}
}

// A scan is the reading of a list of files by several workers.
type scan struct {
	discovery Discovery
	jobs      []job
	next      atomic.Int32 // the first job that no worker has taken
	ended     chan struct{}
	working   int  // workers that have not ended and were not given up
	abandoned bool // some worker was given up
}

// work does jobs until there are none left.
func (s *scan) work() {
	r := newReader(s.discovery)
	for {
		i := int(s.next.Add(1)) - 1
		if i >= len(s.jobs) {
			break
		}
		j := &s.jobs[i]
		j.begin(time.Now())
		file := r.read(j)
		if !j.finish() {
			return // it was given up, and so is this worker
		}
		*j.file = file
	}
	s.ended <- struct{}{}
}

// giveUp gives up the jobs that have taken too long.
func (s *scan) giveUp(now time.Time) {
	for i := range s.jobs {
		j := &s.jobs[i]
		if err := j.overdue(now); err != nil && j.abandon() {
			*j.file = File{Path: j.path, Errs: []error{err}}
			s.working--
			s.abandoned = true
		}
	}
}
