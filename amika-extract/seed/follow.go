package seed

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// A Follower hands over again whenever a login changes.
type Follower struct {
	Reader *Reader
	// Repeats says that what belongs to the agents in the box is handed over more
	// than once.
	Repeats bool
	// Deliver hands a bundle over. When Run is to end, the round in hand is finished.
	Deliver func(b *Bundle) error
	Renewer *Renewer // nil if agents renew when they are used
	// Read is called with what was read, before it is handed over.
	Read func(*Bundle)
	// Failed is called with the error of a hand-over, if it is another than that
	// of the one before.
	Failed   func(error)
	interval time.Duration // in tests, another pause between two looks at the files
}

// Pauses of a Follower.
const (
	lookPause = time.Second // between two looks at the files
	minPause  = time.Second // after a hand-over that failed; it doubles each time
	maxPause  = time.Minute
)

// Run follows until ctx ends. Each second it looks at the metadata of the files,
// and reads them if that has changed.
func (f *Follower) Run(ctx context.Context) {
	r := rounds{Follower: f, files: watch{paths: f.Reader.Paths()}, first: true}
	for ctx.Err() == nil {
		r.once(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(cmp.Or(f.interval, lookPause)):
		}
	}
}

// rounds are the rounds of one run.
type rounds struct {
	*Follower
	files     watch
	latest    *Bundle
	reading   backoff // while a file can't be read
	handing   backoff // while handing over fails
	first     bool    // nothing has been handed over
	key       string  // that was handed over last in a file which belongs to the agents in the box
	delivered []*File
	tried     []*File
	problem   string // of the hand-over before
}

// once looks at the files, and hands over what has changed. An agent whose files
// can't be read just now keeps what it had: where all is replaced, as in a
// Kubernetes Secret, the box would lose it.
func (r *rounds) once(ctx context.Context) {
	now := r.Reader.Now()
	if r.Renewer != nil && r.latest != nil {
		r.Renewer.Renew(ctx, r.latest, now)
	}
	if r.changed(ctx, now) || r.reading.isDue() {
		b := r.Reader.Read(ctx)
		if ctx.Err() != nil {
			return // it may not have read everything
		}
		r.reading.note(slices.ContainsFunc(b.Leases, func(l *Lease) bool { return len(l.Unread.Files) > 0 }))
		r.Read(b)
		b.keep(r.latest)
		r.latest = b
	}
	if ctx.Err() != nil {
		return
	}
	files := r.due()
	if len(files) == 0 || sameFiles(files, r.delivered) {
		r.handing.note(false)
		return
	}
	// What has failed waits, and what is newer does not.
	if r.handing.waits() && sameFiles(files, r.tried) {
		return
	}
	r.deliver(files)
}

// changed reports whether files may have changed. A file system that doesn't answer
// keeps it waiting until ctx ends.
func (r *rounds) changed(ctx context.Context, now time.Time) bool {
	looked := make(chan bool, 1)
	go func() { looked <- r.files.changed(now) }()
	select {
	case changed := <-looked:
		return changed
	case <-ctx.Done():
		return false
	}
}

// due returns the files that are handed over. One that belongs to the agents in the box
// is not a second time, unless it has another key: without that they can't work.
func (r *rounds) due() []*File {
	var files []*File
	for _, f := range r.latest.Files {
		if r.first || r.Repeats || f.Kind != Own || f.key != "" && f.key != r.key {
			files = append(files, f)
		}
	}
	return files
}

// deliver hands files of the latest bundle over.
func (r *rounds) deliver(files []*File) {
	b := *r.latest
	b.Files = files
	err := r.Deliver(&b)
	r.handing.note(err != nil)
	if err == nil {
		r.first, r.problem = false, ""
		for _, f := range files {
			r.key = cmp.Or(f.key, r.key)
		}
		r.delivered = r.due()
		return
	}
	r.tried = files
	if text := err.Error(); text != r.problem {
		r.problem = text
		r.Failed(err)
	}
}

// A backoff says when something that fails is tried again: after pauses that grow.
type backoff struct {
	pause time.Duration // 0 if it has not failed
	next  time.Time
}

// note notes whether a try has failed.
func (b *backoff) note(failed bool) {
	if !failed {
		*b = backoff{}
		return
	}
	b.pause = min(max(2*b.pause, minPause), maxPause)
	b.next = time.Now().Add(b.pause)
}

// waits reports whether the next try is not due.
func (b *backoff) waits() bool { return time.Now().Before(b.next) }

// isDue reports whether something has failed and is to be tried again.
func (b *backoff) isDue() bool { return b.pause > 0 && !b.waits() }

// sameFiles reports whether two lists have the same files with the same text.
func sameFiles(a, b []*File) bool {
	return slices.EqualFunc(a, b, func(a, b *File) bool { return a.Path == b.Path && a.Data == b.Data })
}
