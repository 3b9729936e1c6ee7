package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// prompt asks for a key on the terminal, which shows nothing of it. Ctrl-C ends
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
	l.say("API key (not shown): ")
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

// waitForSilence waits until the terminal shows nothing of what is typed: the
// user may paste as soon as the prompt is there. It gives up after a second.
func waitForSilence(ctx context.Context, fd int, before *term.State) {
	for range 1000 {
		if now, err := term.GetState(fd); err != nil || *now != *before || ctx.Err() != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
