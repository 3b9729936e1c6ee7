package source

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"amika.dev/pkg/secret"
	"amika.dev/pkg/sha256"
)

// A Keyring asks the system's key store for an item. The text is empty if there is
// none. It may be called several times at once.
type Keyring func(ctx context.Context, item Item) (secret.String, error)

// An Item is something that an agent keeps in the key store of the system. It
// stands in for one of the agent's files.
type Item struct {
	Service, Account string
	// Attribute is what the account is called in the Secret Service of Linux.
	Attribute string
	// account finds Account, which may take as long as reading a file does. It is
	// empty if there is none.
	account func() string
	// For is the file that has the same members.
	For string
	// Member is the one whose text the item is, if it is no JSON.
	Member string
}

// Name returns the item as it is shown instead of a path.
func (i Item) Name() string { return InKeyStore + i.Service }

// InKeyStore is what the names of items begin with.
const InKeyStore = "keyring:"

// KeyringLimit is the longest time that a [Keyring] may take.
const KeyringLimit = 2 * time.Second

// ErrNoAnswer means that a [Keyring] took longer than it may.
const ErrNoAnswer constError = "the key store did not answer within 2 seconds"

// A query is an item that was asked for.
type query struct {
	source *Source
	item   Item
	file   *File // where the result goes
	answer chan answer
	limit  <-chan time.Time
}

type answer struct {
	text secret.String
	err  error
}

// ask starts to ask for the item of a source. It returns nil if there is none.
func (d *Discovery) ask(ctx context.Context, s *Source) *query {
	if d.Keyring == nil || s.keyring == nil {
		return nil
	}
	// What does not end is left behind, and given up a little later than it should
	// give up by itself.
	q := &query{source: s, item: s.keyring(d), answer: make(chan answer, 1), limit: time.After(KeyringLimit + KeyringLimit/10)}
	if q.item.Service == "" {
		return nil
	}
	go func() {
		item := q.item
		if item.account != nil {
			item.Account = item.account()
		}
		var a answer
		if item.Account != "" {
			a.text, a.err = d.Keyring(ctx, item)
		}
		q.answer <- a
	}()
	return q
}

// finish waits for the answer and finds what is in it.
func (q *query) finish(d *Discovery) {
	var a answer
	select {
	case a = <-q.answer:
	case <-q.limit:
		a.err = ErrNoAnswer
	}
	switch text := a.text.Reveal(); {
	case a.err != nil:
		*q.file = File{Errs: []error{a.err}}
	case text == "":
		*q.file = File{Absent: true}
	default:
		if q.item.Member != "" {
			text = string(append(AppendString(append(AppendString([]byte("{"), q.item.Member), ':'), strings.TrimSpace(text)), '}'))
		}
		of := *d
		of.open = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
		r := &reader{discovery: &of, chunk: make([]byte, chunkSize)}
		*q.file = *r.read(&job{source: q.source, file: &File{Path: q.item.For}})
	}
	q.file.Path = q.item.Name()
}

// place returns the directory that a variable of an agent names, or else the
// documented one.
func (d *Discovery) place(variable, documented string) string {
	if dir, counts := d.relocation(variable); counts && dir != "" {
		return dir
	}
	return filepath.Join(d.Home, documented)
}

// real returns a path without links, if it leads anywhere.
func real(path string) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	return path
}

// peek returns what a source's first file that can be read says, before the scan.
func (d *Discovery) peek(s *Source) value {
	r := &reader{discovery: d, chunk: make([]byte, chunkSize)}
	for _, f := range d.Places(s) {
		if root, err := r.readOnce(&job{source: s, file: &f}); err == nil {
			return root
		}
	}
	return value{}
}

// keptIn is why a credential is not found in a file.
func keptIn(store string) error {
	return constError("it is in " + store + "; --keyring asks for it")
}

const systemKeyring = "the system keyring"

const errForeignStore constError = "it is in the system keyring of its user"

const errOverflow constError = "the login is in its overflow item, which is encrypted and not read"

// claudeItem completes an item of Claude Code, which keeps things in the Keychain
// of macOS alone. Moving its files gives the service a suffix.
func (d *Discovery) claudeItem(service string, item Item) Item {
	if d.System != "darwin" {
		return Item{}
	}
	dir, set := d.Lookup(secureStorage)
	if !set {
		dir, _ = d.Lookup("CLAUDE_CONFIG_DIR")
	}
	if dir != "" {
		sum := sha256.Sum(dir)
		service += fmt.Sprintf("-%x", sum[:4])
	}
	item.Service = service
	item.Account, _ = d.Lookup("USER")
	if item.Account == "" {
		item.Account, _ = d.Lookup("LOGNAME")
	}
	if item.Account == "" || strings.Trim(item.Account, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != "" {
		item.Account = "claude-code-user"
	}
	return item
}

// InKeychain returns where a source's credential most likely is although no file
// says so: Claude Code uses the Keychain wherever there is one. It is nil if that
// is not so, or if the key store is asked.
func (d *Discovery) InKeychain(s *Source) error {
	if d.System == "darwin" && d.Keyring == nil && d.Root == nil && s.ID == "claude_oauth" {
		return keptIn("the Keychain")
	}
	return nil
}
