package atomicfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	// longestWait bounds the wait for a lock if the context has no deadline.
	longestWait = 30 * time.Second
	// lockInterval is how often a taken lock is tried. The kernel can wait by
	// itself, but then neither for a limited time nor until a context ends.
	lockInterval = 20 * time.Millisecond
)

// ErrBusy says that another process kept the lock for as long as was waited.
var ErrBusy = errors.New("another process is using it")

// A Lock is the right to write a file. The system gives it back when the
// process ends, however it ends.
type Lock struct {
	file *File
	held *flock.Flock
}

// Lock waits for the file's lock, creating the directory if it is missing. It
// waits until ctx ends, 30 s at most if ctx has no deadline: the error is
// [ErrBusy] at a deadline, or the cause of the context's end. What killed
// writers left behind is removed.
func (f *File) Lock(ctx context.Context) (*Lock, error) {
	if err := MakeDirectory(filepath.Dir(f.path)); err != nil {
		return nil, err
	}
	path := f.path + ".lock"
	if err := makeLockFile(path); err != nil {
		return nil, fmt.Errorf("locking %s: %w", f.path, reason(err))
	}
	waiting := ctx
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		waiting, cancel = context.WithTimeout(ctx, longestWait)
		defer cancel()
	}
	held := flock.New(path, flock.SetFlag(os.O_RDWR|nonBlocking), flock.SetPermissions(fileMode))
	if _, err := held.TryLockContext(waiting, lockInterval); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = ErrBusy
		} else if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("locking %s: %w", f.path, reason(err))
	}
	lock := &Lock{f, held}
	lock.sweep()
	return lock, nil
}

// Unlock gives the lock back. Doing it twice is harmless.
func (l *Lock) Unlock() {
	_ = l.held.Unlock() // nothing can be done, and the end of the process does it too
}

// makeLockFile creates the lock file with a mode that the umask can't narrow
// so far that the next process can't open it.
func makeLockFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		info, err := os.Stat(path)
		if err == nil && !info.Mode().IsRegular() {
			err = fmt.Errorf("its lock file is %w", ErrNotRegular)
		}
		return err
	}
	if err != nil {
		return err
	}
	return errors.Join(file.Chmod(fileMode), file.Close())
}

// sweep removes the temporary files of processes that were killed: none is in
// use while the lock is held. A failure is no reason not to go on.
func (l *Lock) sweep() {
	target, err := l.file.target()
	if err != nil {
		return
	}
	dir, base := filepath.Split(target)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if isTemporary(entry.Name(), base) && entry.Type().IsRegular() {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// temporaryPattern names the temporary files of base for [os.CreateTemp],
// which puts digits where the star is.
func temporaryPattern(base string) string { return "." + base + ".*.tmp" }

func isTemporary(name, base string) bool {
	prefix, suffix, _ := strings.Cut(temporaryPattern(base), "*")
	rest, hasPrefix := strings.CutPrefix(name, prefix)
	digits, hasSuffix := strings.CutSuffix(rest, suffix)
	return hasPrefix && hasSuffix && digits != "" && strings.Trim(digits, "0123456789") == ""
}
