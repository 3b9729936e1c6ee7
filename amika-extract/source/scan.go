package source

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Limits on the time that a file may take.
const (
	maxStall = 2 * time.Second  // without a byte read
	maxTotal = 60 * time.Second // in all
)

const (
	errStalled constError = "nothing could be read of it for 2 seconds"
	errSlow    constError = "reading it took more than 60 seconds"
)

// patience is the time after which another worker starts while files are left. A
// file system that answers is done by then, and one thread is the fastest way
// there: starting another one takes longer than reading.
const patience = 5 * time.Millisecond

// A job is a file to read.
type job struct {
	source   *Source
	file     *File        // where the result goes; only the scan writes it
	read     *File        // the result, as the worker has it; nil if the file is absent
	done     bool         // there is a result, or the job was given up
	begun    atomic.Int64 // nanoseconds since 1970; 0 if no worker has taken it
	progress atomic.Int64 // when a byte was read last; likewise
	givenUp  atomic.Bool
}

// progressed records that the file yielded something.
func (j *job) progressed() { j.progress.Store(time.Now().UnixNano()) }

// overdue returns why a job should be given up, or nil.
func (j *job) overdue(now time.Time) error {
	begun := j.begun.Load()
	switch {
	case begun == 0:
		return nil
	case now.UnixNano()-j.progress.Load() >= int64(maxStall):
		return errStalled
	case now.UnixNano()-begun >= int64(maxTotal):
		return errSlow
	}
	return nil
}

// A scan reads files with several workers.
type scan struct {
	discovery *Discovery
	jobs      []job
	next      atomic.Int32  // the first job that no worker has taken
	results   chan int      // jobs that were read; has room for all
	idle      chan struct{} // a worker found no more jobs
	left      int           // jobs that are not done
}

// scan reads the files of all jobs and gives up on those that take too long: a
// system call that hangs can't be ended, so its goroutine is left behind.
func (d *Discovery) scan(ctx context.Context, jobs []job) {
	n := len(jobs)
	if n == 0 {
		return
	}
	s := &scan{
		discovery: d, jobs: jobs, results: make(chan int, n), idle: make(chan struct{}, n+1), left: n,
	}
	// Errors are in the results, and a worker may never end, so that nothing waits
	// for the group.
	var workers errgroup.Group
	workers.Go(s.work)
	tick := time.NewTimer(patience)
	defer tick.Stop()
	for s.left > 0 {
		select {
		case <-s.idle:
			s.collect()
		case <-tick.C:
			s.collect()
			s.giveUp(time.Now())
			pause := 20 * patience
			if int(s.next.Load()) < n {
				workers.Go(s.work)
				pause = patience
			}
			tick.Reset(pause)
		case <-ctx.Done():
			return
		}
	}
}

// work does jobs until there are none left.
func (s *scan) work() error {
	growStack()
	r := &reader{discovery: s.discovery, chunk: make([]byte, chunkSize)}
	for {
		i := int(s.next.Add(1)) - 1
		if i >= len(s.jobs) {
			s.idle <- struct{}{}
			return nil
		}
		j := &s.jobs[i]
		now := time.Now().UnixNano()
		j.progress.Store(now)
		j.begun.Store(now)
		j.read = r.read(j)
		s.results <- i
	}
}

// collect takes in the results that are there. One that comes after its job was
// given up is dropped.
func (s *scan) collect() {
	for {
		select {
		case i := <-s.results:
			if j := &s.jobs[i]; !j.done {
				s.finish(j, j.read)
			}
		default:
			return
		}
	}
}

// giveUp gives up the jobs that take too long.
func (s *scan) giveUp(now time.Time) {
	for i := range s.jobs {
		j := &s.jobs[i]
		if j.done {
			continue
		}
		if err := j.overdue(now); err != nil {
			j.givenUp.Store(true)
			s.finish(j, &File{Errs: []error{err}})
		}
	}
}

// finish records the result of a job: nil if the file is absent.
func (s *scan) finish(j *job, result *File) {
	j.done = true
	s.left--
	j.file.take(result)
}

// take records what was found in the file: nil if it is absent.
func (f *File) take(result *File) {
	if result == nil {
		f.Absent = true
		return
	}
	f.Findings, f.Account, f.Lease, f.Errs = result.Findings, result.Account, result.Lease, result.Errs
}

// growStack makes the stack of a new goroutine as large as reading needs it, while
// there is next to nothing on it to be copied. Growing it step by step where the
// calls are deep takes 4 % of the time of a whole run.
//
//go:noinline
func growStack() byte {
	var room [5 << 10]byte
	return room[len(nothing)]
}

var nothing string // keeps the compiler from knowing which byte is read
