// Package seed hands the logins of coding agents over to a box (a container, a
// sandbox, another machine) as a lease: it makes the files that the agents there
// read as their own, without any refresh token, so that the agents on this machine
// alone renew, and makes them again whenever a login changes.
//
// [Agents] has the agents. What of an agent's file goes to a box is said by its
// source in package source.
package seed

import (
	"context"
	"slices"
	"time"

	"amika.dev/amika-extract/source"
)

// An Agent is a coding agent whose login can be handed over.
type Agent struct {
	Name  string   // of its command
	Renew []string // the command that renews its login without using a model; empty if there is none
	// Stores are the IDs of its own sources, in the order in which it uses them.
	Stores []string
	all    bool // it uses all that is in its store, rather than the first
}

// Agents returns all agents, in the order in which they are handed over. They must
// not be changed.
func Agents() []*Agent { return agents[:] }

var agents = [...]*Agent{
	{
		Name:   "claude",
		Renew:  []string{"claude", "auth", "status"},
		Stores: []string{"claude_settings", "claude_oauth", claudeConfig},
	},
	{
		Name:   "codex",
		Renew:  []string{"codex", "features", "list"},
		Stores: []string{"codex"},
	},
	{Name: "opencode", Stores: []string{"opencode"}, all: true},
	{Name: "amp", Stores: []string{"amp_secrets"}, all: true},
}

// A Reader reads the logins of agents.
type Reader struct {
	Discovery source.Discovery // where; its Now is not used
	Agents    []*Agent
	Now       func() time.Time // what expiry is judged by
}

// A Bundle is what is handed over at one time.
type Bundle struct {
	Leases  []*Lease // one for each agent, in order
	Files   []*File  // of all of them
	refresh []string // all refresh tokens that were read
}

// A Lease is what a box gets of one agent. If it gets nothing, there are no Files.
type Lease struct {
	Agent   *Agent
	Files   []*File
	Login   bool          // it is a login, as opposed to a key
	Until   time.Time     // when the login expires or has expired; zero if it doesn't
	Expired bool          // there is a login, which was left out since it has expired
	Plan    string        // in the login's own words; empty if it doesn't say
	Account string        // likewise
	Notes   []Note        // on what was left out
	Unread  source.Result // the files that could not be read, as a whole or in part; its source is called as the agent
	unsaid  int           // notes, if there are too many
	settled bool          // it is known what the agent itself would use
	// redirected are the providers for which the settings of the store name another server.
	redirected map[string]bool
	server     *File    // says where the agent sends what it uses; nil if that is its vendor
	secrets    []string // in Files
}

// A Note says why something was left out. It names nothing secret; what comes from
// a file is escaped.
type Note struct{ Path, Text string }

// A File is a file for a box.
type File struct {
	Path    string // below the home directory of the box, with slashes
	Data    string
	ModTime int64  // in seconds since 1970
	From    string // the file that it was made of
	Kind    FileKind
	key     string // in a file of the kind Own, the member that holds a key
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
	d := r.Discovery
	d.Native, d.All, d.Lease, d.Now = true, true, true, r.Now()
	results := d.Run(ctx, r.stores())
	b := new(Bundle)
	for _, agent := range r.Agents {
		b.Leases = append(b.Leases, lease(&d, agent, results))
	}
	for _, result := range results {
		if own := result.Files[0].Lease; own != nil {
			for _, token := range own.Refresh {
				b.refresh = append(b.refresh, token.Reveal())
			}
		}
	}
	b.collect()
	return b
}

// Paths returns the files that Read reads.
func (r *Reader) Paths() []string {
	d := r.Discovery
	d.Native = true
	var paths []string
	for _, store := range r.stores() {
		for _, f := range d.OwnFiles(store) {
			if f.Path != "" {
				paths = append(paths, f.Path)
			}
		}
	}
	return paths
}

// stores returns the sources of all agents.
func (r *Reader) stores() []*source.Source {
	var stores []*source.Source
	for _, s := range source.Table() {
		for _, agent := range r.Agents {
			if slices.Contains(agent.Stores, s.ID) {
				stores = append(stores, s)
			}
		}
	}
	return stores
}
