package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/regular"
)

const (
	// maxWait bounds the wait for a lock if the context has no deadline.
	maxWait = 30 * time.Second
	// lockInterval is the pause between two attempts to take the lock. The
	// kernel could wait, but neither for a limited time nor for a context.
	lockInterval = 20 * time.Millisecond
)

// ErrBusy means that another process kept the lock for as long as we waited.
var ErrBusy = hint.Wrap(errors.New("another process is using it"), "try again")

// ErrSilent means that the file system does not answer a request for the lock.
var ErrSilent = errors.New("its file system does not answer")

// silentGrace is how long a lock that should be had at once is waited for after
// the deadline, on a machine that has much to do.
const silentGrace = time.Second

// errVanished means that the lock file was removed while it was being locked.
var errVanished = errors.New("its lock file was removed")

// A Lock is the right to write a file. The system releases it when the process
// ends, however it ends.
type Lock struct {
	file *File
	held *flock.Flock // nil if the file system has no locks
}

// Lock waits for the file's lock, creating the directory if it is missing. It
// waits until ctx ends, or 30 s if ctx has no deadline: the error is [ErrBusy]
// or [ErrSilent] at a deadline, or else the cause of the context's end. Temporary
// files of killed writers are removed.
func (f *File) Lock(ctx context.Context) (*Lock, error) {
	if err := MakeDirectory(filepath.Dir(f.path)); err != nil {
		return nil, err
	}
	l := &Lock{file: f}
	if err := l.acquire(ctx); err != nil {
		return nil, f.failed("locking", err)
	}
	return l, nil
}

// Unlock releases the lock. Calling it twice is harmless.
func (l *Lock) Unlock() {
	if l.held != nil {
		_ = l.held.Unlock() // the end of the process does it too
	}
}

func (l *Lock) acquire(ctx context.Context) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, maxWait)
		defer cancel()
	}
	for {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return ErrBusy
		} else if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		err := l.try(ctx)
		if errors.Is(err, errVanished) {
			continue
		}
		if !errors.Is(err, ErrBusy) {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(lockInterval):
		}
	}
}

// try takes the lock if it is free. The error is ErrBusy if it is not, and
// errVanished if somebody has just removed the lock file.
func (l *Lock) try(ctx context.Context) error {
	path := l.file.path + ".lock"
	if err := l.file.makeLockFile(path); err != nil {
		return err
	}
	held := flock.New(path, flock.SetFlag(os.O_RDWR|regular.Flags), flock.SetPermissions(fileMode))
	ok, err := l.file.ask(ctx, held)
	switch {
	case hasNoLocks(err):
		l.file.warn(ErrNoLocks)
		l.held = nil
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return errVanished
	case err != nil:
		return err
	case !ok:
		return ErrBusy
	}
	l.held = held
	if !l.isCurrent() {
		l.Unlock()
		return errVanished
	}
	if l.sweep() {
		l.Unlock()
		return ErrBusy // its lock file was removed, but its writer is alive
	}
	return nil
}

// ask asks the system for a lock, which it should give or refuse at once. On some
// NFS mounts it asks another machine, which may not answer. A lock that comes too
// late is given back.
func (f *File) ask(ctx context.Context, held *flock.Flock) (bool, error) {
	type answer struct {
		ok  bool
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		ok, err := f.tryLock(held)
		answers <- answer{ok, err}
	}()
	select {
	case a := <-answers:
		return a.ok, a.err
	case <-ctx.Done():
	}
	err := context.Cause(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		select {
		case a := <-answers:
			return a.ok, a.err
		case <-time.After(silentGrace):
		}
		err = ErrSilent
	}
	go func() {
		if a := <-answers; a.ok {
			_ = held.Unlock()
		}
	}()
	return false, err
}

// isCurrent reports whether the file that is locked is still the one at the
// path of the lock file. Otherwise another process may hold the lock as well.
func (l *Lock) isCurrent() bool {
	if l.held == nil {
		return true
	}
	locked, err := l.held.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(l.held.Path())
	return err == nil && os.SameFile(locked, named)
}

// makeLockFile creates the lock file, with a mode and an owner that let the
// next process open it. A link is not followed to create what it names.
func (f *File) makeLockFile(path string) error {
	info, err := os.Lstat(path)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return errors.New("its lock file is a link that leads nowhere")
		}
	}
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("its lock file is %w", ErrNotRegular)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := create(path)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	return f.settle(file, nil)
}

// create creates a file that does not exist, and its directory again if that
// has just been removed. Some file systems, such as /proc, say that there is no
// such file when they let nobody create one.
func create(path string) (file *os.File, err error) {
	for range 3 {
		file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err := MakeDirectory(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	return file, err
}

// settle gives a file that we have just created its mode, and the owner of
// like, or of its directory if like is nil.
func (f *File) settle(file *os.File, like fs.FileInfo) error {
	if like == nil {
		like, _ = os.Stat(filepath.Dir(file.Name()))
	}
	giveFile(file, like)
	err := f.chmod(file, fileMode)
	if HasNoModes(err) {
		f.warn(ErrNoModes)
		return nil
	}
	return err
}
