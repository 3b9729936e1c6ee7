package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"amika.dev/pkg/command"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/terminal"
	"golang.org/x/term"
)

// mostKeyFile is how much is read of what should hold an API key. White space
// around a key does not count as part of it.
const mostKeyFile = 64 << 10

// keyHint is where keys come from.
const keyHint = "create a key at app.amika.dev/settings"

// storeAPIKey takes an API key from a file or from stdin, and stores it.
func (l *login) storeAPIKey(ctx context.Context) error {
	store := l.store()
	if _, err := store.Directory(); err != nil {
		return err
	}
	text, err := l.readAPIKey(ctx)
	if err != nil {
		return err
	}
	key, err := credential.ParseAPIKey(text)
	if err != nil {
		return command.WithHint(fmt.Errorf("reading %s: %w", l.keyOrigin(), err), keyHint)
	}
	if err := l.saveAPIKey(ctx, store, key); err != nil {
		return err
	}
	path := store.APIKeyFile().Path()
	if l.json {
		err = l.printJSON(place{credential.StoredAPIKey, path})
	} else {
		err = l.printf("Stored the API key: %s\n", terminal.Escape(path))
	}
	if err != nil {
		return err
	}
	l.warnOutranked(ctx, store, credential.StoredAPIKey)
	return nil
}

// saveAPIKey stores key. Members of the file that we don't know stay.
func (l *login) saveAPIKey(ctx context.Context, store *credential.Store, key secret.String) error {
	limited, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	lock, err := store.APIKeyFile().Lock(limited)
	if err != nil {
		return doing("storing the API key", err)
	}
	defer lock.Unlock()
	stored, _ := lock.Read(ctx) // one that can't be read is replaced
	stored.Key, stored.StoredAt = key, l.env.Now().UTC().Truncate(time.Second)
	return doing("storing the API key", lock.Save(stored))
}

// keyOrigin names where the key comes from. A long word that is no path may be the
// key itself, which was typed where its file belongs, and is not repeated.
func (l *login) keyOrigin() string {
	const long = 12
	switch {
	case l.apiKeyFile == "-":
		return "the API key from stdin"
	case len(l.apiKeyFile) >= long && !strings.ContainsAny(l.apiKeyFile, `./\`):
		return "the API key from the file that --api-key-file names"
	}
	return "the API key from " + terminal.Escape(l.apiKeyFile)
}

// readAPIKey reads what should be a key. A pipe may have nothing to say for
// long, so the end of ctx ends that too.
func (l *login) readAPIKey(ctx context.Context) (string, error) {
	if file, ok := l.env.Stdin.(*os.File); ok && l.apiKeyFile == "-" && term.IsTerminal(int(file.Fd())) {
		return l.prompt(ctx, file)
	}
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := l.readAll()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return "", command.WithHint(fmt.Errorf("reading %s: %w", l.keyOrigin(), r.err), "--api-key-file takes a file that holds an API key, or - for stdin")
		}
		return r.text, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func (l *login) readAll() (string, error) {
	from := l.env.Stdin
	if l.apiKeyFile != "-" {
		file, err := os.Open(l.apiKeyFile)
		if err != nil {
			return "", withoutPath(err)
		}
		defer file.Close()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, mostKeyFile+1))
	if err != nil {
		return "", withoutPath(err)
	}
	if len(text) > mostKeyFile {
		return "", errors.New("the key is longer than 8 KiB")
	}
	return string(text), nil
}

// prompt asks for a key on the terminal and shows nothing of it. Ctrl-C ends
// the program, so the terminal must show what is typed again by then.
func (l *login) prompt(ctx context.Context, file *os.File) (string, error) {
	interrupted := ctx.Done() // so that signals are listened for before anything changes
	fd := int(file.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("reading the API key from the terminal: %w", err)
	}
	var text []byte
	done := make(chan struct{})
	go func() {
		defer close(done)
		text, err = term.ReadPassword(fd)
	}()
	waitForSilence(ctx, fd, before)
	_, _ = io.WriteString(l.env.Stderr, "API key (not shown): ")
	defer func() { _, _ = io.WriteString(l.env.Stderr, "\n") }()
	select {
	case <-interrupted:
		_ = term.Restore(fd, before)
		return "", context.Cause(ctx)
	case <-done:
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the API key from the terminal: %w", err)
	}
	return string(text), nil
}

// waitForSilence waits until the terminal shows nothing of what is typed: who sees
// the prompt may paste at once. A terminal that never gets there is not waited
// for long.
func waitForSilence(ctx context.Context, fd int, before *term.State) {
	for range 1000 {
		if now, err := term.GetState(fd); err != nil || *now != *before || ctx.Err() != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// withoutPath is what the system said, without the path that package os adds.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
