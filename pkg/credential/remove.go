package credential

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// Remove removes the file, whatever it holds, and reports whether there was one.
// If its lock can't be had until ctx's deadline, or at all, the file is removed
// without: a holder checks again before it writes. A file that can't be removed
// is emptied.
func (f File[T]) Remove(ctx context.Context) (bool, error) {
	file, err := f.open()
	if err != nil {
		return false, err
	}
	// If there is no directory, and there may be none below a file, it is not
	// made for the lock.
	if _, err := os.Lstat(f.store.directory); errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	if err := f.store.closed(); errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	lock, err := file.Lock(ctx)
	if errors.Is(ctx.Err(), context.Canceled) {
		return false, context.Cause(ctx)
	}
	remove := func() (bool, error) { return f.remove(file) }
	switch {
	case err == nil:
		defer lock.Unlock()
		return remove()
	case errors.Is(err, atomicfile.ErrBusy):
		return repeatedly(remove)
	}
	return remove()
}

// remove removes the file without asking for its lock.
func (f File[T]) remove(file *atomicfile.File) (bool, error) {
	removed, err := file.Remove()
	if err != nil && !errors.Is(err, atomicfile.ErrMounted) {
		removed, err = file.Remove() // it may have been a passing fault
	}
	if err == nil {
		return removed, nil
	}
	if o, unread := file.Read(); unread == nil && isEmptied(o.Data) {
		return false, nil
	}
	failed := file.Overwrite(object{}.encode())
	if failed == nil {
		return true, nil
	}
	if errors.Is(err, atomicfile.ErrMounted) {
		err = failed
	}
	return false, hint.Wrap(err, f.removalAdvice(err))
}

// removalAdvice names the way out if a file could be neither removed nor emptied.
func (f File[T]) removalAdvice(err error) string {
	path := f.foreign()
	switch {
	case atomicfile.IsTransient(err):
		return "try again"
	case errors.Is(err, fs.ErrPermission) && path != "":
		return "run '" + f.takeover(path) + "' as root, and 'amika auth logout' again"
	case errors.Is(err, syscall.ENOTEMPTY):
		return "remove " + terminal.EscapePath(f.Path()) + ", which is a directory with something in it"
	case errors.Is(err, syscall.EPERM):
		return "remove it yourself; lsattr shows whether it is immutable"
	}
	return "remove it yourself, where it can be written"
}

// isEmptied reports whether data is what remove leaves of a file that it can't
// remove.
func isEmptied(data []byte) bool {
	o, err := parseObject(data)
	return err == nil && len(o) == 0
}

// repeatedly removes a file whose lock another process holds. A writer past its
// final check may still rename over the file, so the removal is repeated for
// half a second.
func repeatedly(remove func() (bool, error)) (bool, error) {
	removed, err := remove()
	for range 10 {
		if err != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
		var again bool
		again, err = remove()
		removed = removed || again
	}
	return removed, err
}
