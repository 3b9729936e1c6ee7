package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// prompt asks for a key on the console, which shows nothing of it.
func (l *login) prompt(ctx context.Context, file *os.File) (string, error) {
	interrupted := ctx.Done() // so that signals are caught before anything changes
	fd := int(file.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("reading the API key from the terminal: %w", err)
	}
	var text []byte
	done := make(chan struct{})
	l.say("API key (not shown): ")
	go func() {
		defer close(done)
		text, err = term.ReadPassword(fd)
	}()
	defer l.say("\n")
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
