package source

import (
	"context"
	"io"
	"syscall"
	"time"

	"amika.dev/pkg/basedir"
)

// A Discovery reads sources. It never writes, opens no network connection and
// runs no program, unless Keyring does.
type Discovery struct {
	Home    string         // absolute; empty if it is not known
	Root    *Root          // confines the search to Home; nil if links may lead anywhere
	Lookup  basedir.Lookup // finds the variables that move directories
	NoOAuth bool           // exclude OAuth sessions
	Native  bool           // look where today's agents look, and read what only they can use
	All     bool           // read what is of use in native mode alone in any case
	Lease   bool           // with Native: read each agent's own file alone, for the file of a box
	System  string         // as in [runtime.GOOS], which says where agents keep things
	Keyring Keyring        // asks the system's key store; nil if it is left alone
	Now     time.Time      // sessions that end by then have expired
	open    opener         // in a test, a file system that hangs
}

// Run reads all sources of a table and returns a result for each, in the table's
// order. Sources that are excluded have none.
func (d *Discovery) Run(ctx context.Context, table []*Source) []Result {
	results := make([]Result, 0, len(table))
	count := 0
	for _, s := range table {
		count += 1 + len(s.Files) + len(s.settings) // one for an item of the key store
	}
	// One allocation each for all of them takes less time than one for each.
	files := make([]File, 0, count)
	var jobs []job
	r := &reader{discovery: d, chunk: make([]byte, chunkSize)}
	var asked []*query
	for _, s := range table {
		if d.Excludes(s) != nil {
			continue
		}
		first := len(files)
		if q := d.ask(ctx, s); q != nil {
			files = append(files, File{})
			q.file = &files[first]
			asked = append(asked, q)
		}
		locations := s.Files
		if d.Lease {
			locations = s.ownLocations()
		}
		files = d.appendPlaces(files, locations)
		if d.All || d.Native && s.servers {
			files = d.appendSettings(files, s)
		}
		own := files[first:len(files):len(files)]
		for i := range own {
			if own[i].Path != "" && !r.atOnce(s, &own[i]) {
				jobs = append(jobs, job{source: s, file: &own[i]})
			}
		}
		results = append(results, Result{s, own})
	}
	d.scan(ctx, jobs)
	for _, q := range asked {
		q.finish(d)
	}
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
	if d.open != nil {
		return d.open(path)
	}
	switch prospect := look(path); {
	case prospect == mayHang, d.Root != nil && d.Root.dir == nil:
		return openAside(path, d.Root)
	case prospect == notThere && d.Root == nil:
		return nil, syscall.ENOENT
	}
	return d.Root.open(path)
}

// A prospect is what is known of a file before it is opened.
type prospect int

const (
	answers prospect = iota // opening it takes no longer than usual
	mayHang                 // opening it may hang in the system
	notThere
)

// Aside is the hidden command by which the program reads a file in a process of
// its own, where opening it may hang: see [Serve].
const Aside = "__read"
