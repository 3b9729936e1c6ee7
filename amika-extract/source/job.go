package source

import (
	"sync/atomic"
	"time"
)

// A job is one file to read.
type job struct {
	source   *Source
	path     string
	file     *File        // where the result goes; it belongs to whoever ends the job
	state    atomic.Int32 // see the constants
	begun    atomic.Int64 // nanoseconds since 1970
	progress atomic.Int64 // when a byte was read last; likewise
}

// The states of a job.
const (
	waiting int32 = iota
	running
	finished
	abandoned
)

func (j *job) begin(now time.Time) {
	j.begun.Store(now.UnixNano())
	j.progress.Store(now.UnixNano())
	j.state.Store(running)
}

// progressed notes that the file yielded something.
func (j *job) progressed() { j.progress.Store(time.Now().UnixNano()) }

// finish ends a job, unless it was given up before.
func (j *job) finish() bool { return j.state.CompareAndSwap(running, finished) }

// abandon gives a job up, unless it was finished before.
func (j *job) abandon() bool { return j.state.CompareAndSwap(running, abandoned) }

func (j *job) isAbandoned() bool { return j.state.Load() == abandoned }

// overdue says why a job that is running should be given up, if it should.
func (j *job) overdue(now time.Time) error {
	switch {
	case j.state.Load() != running:
		return nil
	case now.UnixNano()-j.progress.Load() >= int64(maxStall):
		return errStalled
	case now.UnixNano()-j.begun.Load() >= int64(maxTotal):
		return errSlow
	}
	return nil
}
