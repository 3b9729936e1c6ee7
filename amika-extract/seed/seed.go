// Package seed hands the logins of coding agents over to a box (a container, a
// sandbox, another machine) as a lease: it makes the files that the agents there
// read as their own, without any refresh token, so that the agents on this machine
// alone renew, and makes them again whenever a login changes.
//
// A file for each agent says what a box gets of it; [Agents] has them all.
package seed

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"amika.dev/amika-extract/source"
)

// An Agent is a coding agent whose login can be handed over.
type Agent struct {
	Name  string   // of its command
	Renew []string // the command that renews its login without using a model; empty if there is none
	files []file
	lease func(*found) // decides what a box gets of what was read
}

// A file is one that an agent reads its login from.
type file struct {
	at   []source.Location // the first one that applies is where it is
	want shape
}

// Agents returns all agents, in the order in which they are handed over.
func Agents() []Agent { return []Agent{claude(), codex(), openCode(), amp()} }

// A Reader reads the logins of agents.
type Reader struct {
	Discovery source.Discovery // where; its Now is not used
	Agents    []Agent
	Now       func() time.Time // what expiry is judged by
}

// A Bundle is what is handed over at one time.
type Bundle struct {
	Leases  []Lease  // one for each agent, in order
	refresh []string // all refresh tokens that were read
}

// A Lease is what a box gets of one agent. If it gets nothing, there are no Files.
type Lease struct {
	Agent   Agent
	Files   []*File   // in the order of their paths
	Login   bool      // it is a login, as opposed to a key
	Until   time.Time // when the login expires or has expired; zero if it doesn't
	Expired bool      // there is a login, which was left out since it has expired
	Plan    string    // in the login's own words; empty if it doesn't say
	Account string    // likewise
	Notes   []Note    // on what was left out
	Errs    []FileError
	secrets []string // in Files
}

// A Note says why something was left out. It names nothing secret; what comes from
// a file is escaped.
type Note struct{ Path, Text string }

// A FileError says why a file, or something in it, could not be read. It never
// holds text of the file.
type FileError struct {
	Path string // empty if the home directory is not known
	Err  error
}

// A File is a file for a box.
type File struct {
	Path    string // below the home directory of the box, with slashes
	Data    []byte
	ModTime time.Time
	From    string // the file that it was made of
	Kind    FileKind
}

// A FileKind says to whom a file belongs.
type FileKind int

// The kinds of files.
const (
	Leased FileKind = iota // it is replaced as a whole
	Shared                 // the agent in the box has things of its own beside what is handed over
	Own                    // the same, and once it runs the file belongs to it
)

// Read reads all agents at once. An agent that can't be read costs the others
// nothing.
func (r *Reader) Read(ctx context.Context) *Bundle {
	finds := make([]*found, len(r.Agents))
	var all sync.WaitGroup
	for i, agent := range r.Agents {
		all.Go(func() { finds[i] = r.read(ctx, agent) })
	}
	all.Wait()
	b := new(Bundle)
	for _, f := range finds {
		f.Agent.lease(f)
		b.Leases = append(b.Leases, f.Lease)
		for _, d := range f.docs {
			d.refreshTokens(func(token string) { b.refresh = append(b.refresh, token) })
		}
	}
	return b
}

// Paths returns the files that Read reads.
func (r *Reader) Paths() []string {
	var paths []string
	for _, agent := range r.Agents {
		for _, f := range agent.files {
			if path, err := r.path(f); err == nil {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// path returns where a file is.
func (r *Reader) path(f file) (string, error) {
	d := r.Discovery
	d.Native = true
	place := d.Places(&source.Source{Files: f.at})[0]
	return place.Path, errors.Join(place.Errs...)
}

// read reads the files of one agent.
func (r *Reader) read(ctx context.Context, agent Agent) *found {
	f := &found{Lease: Lease{Agent: agent}, noOAuth: r.Discovery.NoOAuth, now: r.Now()}
	for _, file := range agent.files {
		d := document{}
		d.path, d.err = r.path(file)
		if d.err == nil {
			d.read(ctx, &r.Discovery, file.want)
		}
		if d.err != nil && !errors.Is(d.err, fs.ErrNotExist) {
			f.Errs = append(f.Errs, FileError{d.path, d.err})
		}
		f.docs = append(f.docs, d)
	}
	return f
}

// A document is what was read of a file.
type document struct {
	*value
	path    string
	modTime time.Time
	err     error
}

// read reads the file at d's path.
func (d *document) read(ctx context.Context, from *source.Discovery, want shape) {
	read := make(chan document, 1) // what is given up may go on in the background
	d.err = from.Stream(ctx, d.path, func(r io.Reader) error {
		v, err := parse(r, want)
		if err == nil {
			found := document{value: v}
			if info, err := os.Stat(d.path); err == nil {
				found.modTime = info.ModTime()
			}
			read <- found
		}
		return err
	})
	if d.err == nil {
		found := <-read
		d.value, d.modTime = found.value, found.modTime
	}
}

// unreadable reports whether the file is there but could not be read, so that
// nobody knows what is in it.
func (d *document) unreadable() bool { return d.err != nil && !errors.Is(d.err, fs.ErrNotExist) }
