package source

import (
	"context"
	"io"
	"time"

	"amika.dev/pkg/basedir"
)

// A Discovery reads sources. It never writes, opens no network connection and
// runs no program.
type Discovery struct {
	Home    string         // absolute; empty if it is not known
	Root    *Root          // confines the search to Home; nil if links may lead anywhere
	Lookup  basedir.Lookup // finds the variables that move directories
	NoOAuth bool           // exclude OAuth sessions
	Native  bool           // look where today's agents look, and read what only they can use
	All     bool           // read what is of use in native mode alone in any case
	Now     time.Time      // sessions that end by then have expired
	open    opener         // in a test, a file system that hangs
}

// Run reads all sources of a table and returns a result for each, in the table's
// order. Sources that are excluded have none.
func (d *Discovery) Run(ctx context.Context, table []Source) []Result {
	results := make([]Result, 0, len(table))
	jobs := make([]job, 0, 2*len(table))
	for i := range table {
		s := &table[i]
		if d.Excludes(s) != nil {
			continue
		}
		files := d.Places(s)
		for i := range files {
			if files[i].Path != "" {
				jobs = append(jobs, job{source: s, file: &files[i]})
			}
		}
		results = append(results, Result{s, files})
	}
	d.scan(ctx, jobs)
	return results
}

// Excludes returns why a source is not read, or nil if it is.
func (d *Discovery) Excludes(s *Source) error {
	switch {
	case s.OAuth && d.NoOAuth:
		return errNoOAuth
	case s.Native && !d.Native && !d.All:
		return errNativeOnly
	}
	return nil
}

const errNativeOnly constError = "--native alone gives it"

// Open opens a regular file for reading, as all files of the sources are opened:
// without waiting for a FIFO, and never outside the given home. The path is
// absolute. Nothing bounds the time that it takes.
func (d *Discovery) Open(path string) (io.ReadCloser, error) {
	switch {
	case d.open != nil:
		return d.open(path)
	case mayHang(path), d.Root != nil && d.Root.dir == nil:
		return openAside(path, d.Root)
	}
	return d.Root.open(path)
}

// Aside is the hidden command by which the program reads a file in a process of
// its own, where opening it may hang: see [Serve].
const Aside = "__read"
