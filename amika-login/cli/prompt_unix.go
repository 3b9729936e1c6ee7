//go:build unix

package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// What a terminal sends for a key that is pressed with Ctrl.
const (
	ctrlC     = 'C' - '@'
	ctrlD     = 'D' - '@'
	ctrlU     = 'U' - '@'
	ctrlW     = 'W' - '@'
	ctrlZ     = 'Z' - '@'
	backspace = '\b'
	del       = 0x7f
)

// A prompt asks for a key on a terminal, which shows nothing of it. The terminal
// is raw, since a line of a terminal has as little as 1,024 characters, and so
// the prompt does what the terminal does otherwise: signals and corrections.
type prompt struct {
	fd      int
	before  *term.State // of the terminal
	say     func(format string, args ...any)
	signals chan os.Signal
	keys    chan []byte // what is typed; closed at its end
	line    []byte
}

// prompt asks for a key on the terminal. However it ends, the terminal is as it
// was before.
func (l *login) prompt(ctx context.Context, file *os.File) (string, error) {
	interrupted := ctx.Done() // so that signals are caught before anything changes
	p := &prompt{fd: int(file.Fd()), say: l.say, signals: make(chan os.Signal, 4), keys: make(chan []byte)}
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGCONT} {
		if !signal.Ignored(s) {
			signal.Notify(p.signals, s)
		}
	}
	defer signal.Stop(p.signals)
	var err error
	if p.before, err = term.GetState(p.fd); err != nil {
		return "", fmt.Errorf("reading the API key from the terminal: %w", err)
	}
	defer p.restore()
	p.show()
	go p.read(file)
	for {
		select {
		case <-interrupted:
			return "", context.Cause(ctx)
		case s := <-p.signals:
			p.handle(s)
		case typed, ok := <-p.keys:
			if !ok {
				return "", errors.New("reading the API key from the terminal: it was closed")
			}
			if p.edit(typed) {
				return string(p.line), nil
			}
		}
	}
}

// show makes the terminal raw, and then shows the prompt: the user may paste as
// soon as it is there.
func (p *prompt) show() {
	p.line = nil
	_, _ = term.MakeRaw(p.fd)
	p.say("API key (not shown): ")
}

// restore leaves the prompt and makes the terminal what it was.
func (p *prompt) restore() {
	_ = term.Restore(p.fd, p.before)
	p.say("\n")
}

// read passes on what is typed.
func (p *prompt) read(file *os.File) {
	defer close(p.keys)
	for {
		typed := make([]byte, 4096)
		n, err := file.Read(typed)
		if n > 0 {
			p.keys <- typed[:n]
		}
		if err != nil && !errors.Is(err, syscall.EINTR) && !errors.Is(err, syscall.EAGAIN) {
			return
		}
	}
}

// edit adds what was typed to the line, and reports whether that is its end.
func (p *prompt) edit(typed []byte) bool {
	for _, c := range typed {
		switch c {
		case '\r', '\n':
			return true
		case ctrlD:
			if len(p.line) == 0 {
				return true
			}
		case backspace, del:
			p.line = p.line[:max(0, len(p.line)-1)]
		case ctrlU, ctrlW:
			p.line = nil
		// As the terminal does it, for all that run in it.
		case ctrlC:
			_ = syscall.Kill(0, syscall.SIGINT)
		case ctrlZ:
			p.pause(0, syscall.SIGTSTP)
			return false
		default:
			if len(p.line) < maxKeyFile {
				p.line = append(p.line, c)
			}
		}
	}
	return false
}

// handle lets a signal do what it does without a prompt. After SIGCONT it asks
// anew: the shell may have changed the terminal meanwhile.
func (p *prompt) handle(s os.Signal) {
	if s == syscall.SIGCONT {
		p.show()
		return
	}
	signal.Reset(s)
	p.pause(os.Getpid(), s.(syscall.Signal))
}

// pause sends a signal that stops or ends processes, with the terminal as it was,
// and asks anew when this process goes on. It goes on at once where no shell
// could continue it. The signal must not be caught: package signal does not give
// the default action of SIGTSTP back.
func (p *prompt) pause(pid int, s syscall.Signal) {
	p.restore()
	_ = syscall.Kill(pid, s)
	for _, wait := range []time.Duration{200 * time.Millisecond, 10 * time.Millisecond} {
		select {
		case <-p.signals: // SIGCONT
		case <-time.After(wait):
		}
	}
	p.show()
}
