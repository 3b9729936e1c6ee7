package process

import (
	"context"
	"io"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"

	"amika.dev/pkg/regular"
)

// A Program is a program to run beside this one. It takes the place of package
// os/exec, which would be half of what this package adds to a program's size.
type Program struct {
	Path    string
	Argv    []string  // with its name
	Environ []string  // as NAME=VALUE
	Stdin   []byte    // all that it can read
	Stdout  io.Writer // nil if what it prints is not wanted; likewise
	Stderr  io.Writer
	// Group puts the program into a process group of its own, so that Ctrl-C
	// doesn't reach it, and all that it has started is killed with it.
	Group bool
}

// An ExitError says that a program did not end with status 0. It has no method
// ExitCode, so that this program doesn't end with that status itself.
type ExitError struct {
	Status int    // -1 if the program was killed
	Stderr string // its beginning, if [Output] ran the program
}

func (e *ExitError) Error() string {
	if e.Status < 0 {
		return "it was killed"
	}
	return "exit status " + strconv.Itoa(e.Status)
}

// maxHeld is how long a program that has ended is waited for while something that
// it has started holds on to its stdin, stdout or stderr.
const maxHeld = 250 * time.Millisecond

// Run runs the program to its end, or until ctx is done: the program is killed
// then, and the error is the cause of ctx.
func (p Program) Run(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if runtime.GOOS == "windows" {
		if err := CheckBatch(p.Path, p.Argv[1:]); err != nil {
			return err
		}
	}
	var s streams
	defer s.close()
	files := []*os.File{s.from(p.Stdin), s.to(p.Stdout), s.to(p.Stderr)}
	if s.err != nil {
		return s.err
	}
	started, err := os.StartProcess(p.Path, p.Argv, &os.ProcAttr{Env: p.Environ, Files: files, Sys: attributes(p.Path, p.Argv, p.Group)})
	s.closeTheirs()
	if err != nil {
		return notStarted(p.Path, err)
	}
	ended, killed := make(chan struct{}), make(chan bool, 1)
	go func() {
		select {
		case <-ended:
			killed <- false
		case <-ctx.Done():
			kill(started, p.Group)
			killed <- true
		}
	}()
	copied := s.copy()
	state, err := started.Wait()
	close(ended)
	held := time.NewTimer(maxHeld)
	defer held.Stop()
	select {
	case <-copied:
	case <-held.C:
		s.close()
		<-copied
	}
	switch {
	case <-killed:
		return context.Cause(ctx)
	case err == nil && !state.Success():
		return &ExitError{Status: state.ExitCode()}
	}
	return err
}

// Within returns a context that is cancelled after a time, with this cause, and the
// function that releases it. It is [context.WithTimeoutCause] without a deadline to
// ask for, which no program here does.
func Within(ctx context.Context, limit time.Duration, why error) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	slow := time.AfterFunc(limit, func() { cancel(why) })
	return ctx, func() {
		slow.Stop()
		cancel(nil)
	}
}

// streams are the pipes to and from a program. There is one even for what is not
// wanted, since a container may have no /dev/null.
type streams struct {
	ours, theirs []*os.File
	copies       []func()
	err          error // of the first pipe that could not be made
}

// pipe returns the ends of a pipe.
func (s *streams) pipe() (r, w *os.File) {
	r, w, err := os.Pipe()
	if err != nil && s.err == nil {
		s.err = os.NewSyscallError("pipe", err)
	}
	return r, w
}

// from returns the file from which a program reads a text.
func (s *streams) from(text []byte) *os.File {
	r, w := s.pipe()
	s.ours, s.theirs = append(s.ours, w), append(s.theirs, r)
	s.copies = append(s.copies, func() {
		_, _ = w.Write(text) // a program need not read it all
		w.Close()
	})
	return r
}

// to returns the file by which a program writes to w.
func (s *streams) to(w io.Writer) *os.File {
	if file, ok := w.(*os.File); ok {
		return file
	}
	if w == nil {
		w = io.Discard
	}
	r, theirs := s.pipe()
	s.ours, s.theirs = append(s.ours, r), append(s.theirs, theirs)
	s.copies = append(s.copies, func() {
		_ = regular.Copy(w, r)
		r.Close() // if w takes no more, the program learns of it
	})
	return theirs
}

// copy starts copying. The channel is closed when all is copied.
func (s *streams) copy() <-chan struct{} {
	done := make(chan struct{})
	var all sync.WaitGroup
	for _, one := range s.copies {
		all.Go(one)
	}
	go func() {
		all.Wait()
		close(done)
	}()
	return done
}

// close closes both ends of all pipes.
func (s *streams) close() {
	s.closeTheirs()
	for _, file := range s.ours {
		file.Close() // again, perhaps
	}
}

// closeTheirs closes the ends that the program has.
func (s *streams) closeTheirs() {
	for _, file := range s.theirs {
		file.Close()
	}
	s.theirs = nil
}
