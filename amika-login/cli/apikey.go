package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
	"golang.org/x/term"
)

// maxKeyFile limits what is read of a file that should hold an API key, in
// bytes. White space around a key does not count as part of it.
const maxKeyFile = 64 << 10

const (
	aloneHint = "give the key alone, on one line"
	emptyHint = "in CI, check that the secret is granted to this job; or "
	fileHint  = "--api-key-file takes a file that holds an API key, or - for stdin"
)

// A storedObject is what a login with an API key prints with --json.
type storedObject struct {
	Result auth.Result `json:"result"`
	place
}

// storeAPIKey reads an API key from a file or from stdin, and stores it.
func (l *login) storeAPIKey(ctx context.Context) error {
	if _, err := l.source.Store().Directory(); err != nil {
		return err
	}
	text, err := l.readAPIKey(ctx)
	if err != nil {
		return err
	}
	key, err := credential.ParseAPIKey(text)
	if err != nil {
		advice := cmp.Or(hint.Of(err), aloneHint)
		if _, asked := l.terminal(); !asked && strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")) == "" {
			advice = emptyHint + advice
		}
		return hint.Wrap(fmt.Errorf("reading %s: %w", l.keyOrigin(), err), advice)
	}
	path, err := l.source.StoreAPIKey(ctx, key)
	if err != nil {
		return fmt.Errorf("storing the API key: %w", err)
	}
	l.printed = true
	if l.json {
		err = l.printJSON(storedObject{auth.ResultLoggedIn, place{credential.StoredAPIKey, path}})
	} else {
		err = l.printf("Stored the API key: %s\n", terminal.EscapePath(path))
	}
	if err != nil {
		return err
	}
	l.warnOutranked(ctx, credential.StoredAPIKey, "")
	return nil
}

// keyOrigin names where the key comes from.
func (l *login) keyOrigin() string {
	switch {
	case l.apiKeyFile == "-":
		return "the API key from stdin"
	case !isPath(l.apiKeyFile):
		return "the API key from the file that --api-key-file names"
	}
	return "the API key from " + terminal.EscapePath(l.apiKeyFile)
}

// isPath reports whether text is a path that can be shown. It may be the key
// itself, typed in place of its file; keys are long, and may have dots and slashes
// inside.
func isPath(text string) bool {
	const longName, longEnding = 12, 5
	if len(text) < longName || strings.ContainsAny(text[:1], `./~\`) || filepath.IsAbs(text) {
		return true
	}
	if _, err := os.Stat(text); err == nil {
		return true
	}
	if dir := filepath.Dir(text); dir != "." {
		_, err := os.Stat(dir)
		return err == nil
	}
	ending := strings.TrimPrefix(filepath.Ext(text), ".")
	return ending != "" && len(ending) <= longEnding && strings.Trim(ending, "abcdefghijklmnopqrstuvwxyz") == ""
}

// readAPIKey reads what should be a key. A pipe may stay silent for long, so it
// returns when ctx ends.
func (l *login) readAPIKey(ctx context.Context) (string, error) {
	if file, ok := l.terminal(); ok {
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
			return "", hint.Wrap(fmt.Errorf("reading %s: %w", l.keyOrigin(), r.err), l.fileHint())
		}
		return r.text, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// terminal returns the terminal on which a key is asked for, if it is: that of
// stdin, or one that is named, as /dev/tty.
func (l *login) terminal() (*os.File, bool) {
	if l.apiKeyFile == "-" {
		file, ok := l.env.Stdin.(*os.File)
		return file, ok && term.IsTerminal(int(file.Fd()))
	}
	info, err := os.Stat(l.apiKeyFile)
	if err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		return nil, false
	}
	file, err := os.Open(l.apiKeyFile)
	if err != nil {
		return nil, false
	}
	if !term.IsTerminal(int(file.Fd())) {
		_ = file.Close()
		return nil, false
	}
	return file, true
}

// fileHint returns what to do about a file that can't be read. A shell expands ~
// at the start of a word alone.
func (l *login) fileHint() string {
	if strings.HasPrefix(l.apiKeyFile, "~") {
		return "the shell does not expand ~ there; write $HOME, or a space instead of ="
	}
	return fileHint
}

func (l *login) readAll() (string, error) {
	from := l.env.Stdin
	if l.apiKeyFile != "-" {
		file, err := os.Open(l.apiKeyFile)
		if err != nil {
			return "", hint.Reason(err)
		}
		defer file.Close()
		// The error of reading one makes no sense on Windows.
		if info, err := file.Stat(); err == nil && info.IsDir() {
			return "", errors.New("it is a directory")
		}
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, maxKeyFile+1))
	if err != nil {
		return "", hint.Reason(err)
	}
	if len(text) > maxKeyFile {
		return "", errors.New("the key is longer than 8 KiB")
	}
	return string(text), nil
}
