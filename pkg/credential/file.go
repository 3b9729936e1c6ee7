package credential

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
)

const (
	// maxFile is more than the longest answer of a server makes, in bytes.
	maxFile = 4 << 20
	// room is what is made sure of before a refresh token is spent on a pair
	// that has to be saved, in bytes.
	room = 16 << 10
	// A file that makes no sense may just be being written in place by
	// another program. It is read again this often.
	tornTries = 5
	tornPause = 10 * time.Millisecond
)

// A File is one of the stored files.
type File[T any] struct {
	store  *Store
	name   string
	remedy string // the hint for a file that can't be read
	decode func(object) (T, error)
	encode func(T) object
}

// APIKeyFile returns api-key.json.
func (s *Store) APIKeyFile() File[APIKey] {
	return File[APIKey]{s, "api-key.json",
		"run 'amika auth login --api-key-file FILE' to replace it, or 'amika auth logout' to remove it", decodeAPIKey, encodeAPIKey}
}

// SessionFile returns workos-session.json.
func (s *Store) SessionFile() File[Session] {
	return File[Session]{s, "workos-session.json", "run 'amika auth login' to replace it", decodeSession, encodeSession}
}

// PendingFile returns pending-login.json.
func (s *Store) PendingFile() File[PendingLogin] {
	return File[PendingLogin]{s, "pending-login.json", "run 'amika auth login' to start again", decodePending, encodePending}
}

// Path returns the file's absolute path, or "" if the environment names no
// directory: every other method then returns the error of [Store.Directory].
func (f File[T]) Path() string {
	if f.store.missing != nil {
		return ""
	}
	return filepath.Join(f.store.directory, f.name)
}

func (f File[T]) open() (*atomicfile.File, error) {
	if f.store.missing != nil {
		return nil, f.store.missing
	}
	f.store.checkDirectory()
	return atomicfile.New(f.Path(), maxFile), nil
}

// Read reads the file. The error is [fs.ErrNotExist] if there is none. Any other
// carries a hint.
func (f File[T]) Read(ctx context.Context) (T, error) {
	var none T
	file, err := f.open()
	if err != nil {
		return none, err
	}
	var value T
	for try := 1; ; try++ {
		value, err = f.readOnce(file)
		if !errors.Is(err, errTorn) || try == tornTries {
			break
		}
		select {
		case <-time.After(tornPause):
		case <-ctx.Done():
			return none, context.Cause(ctx)
		}
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return value, err
	}
	return none, hint.Wrap(err, f.hint(err))
}

func (f File[T]) readOnce(file *atomicfile.File) (T, error) {
	var none T
	content, err := file.Read()
	if err != nil {
		return none, err
	}
	if content.Exposed && content.RepairError == nil {
		f.store.say("others could read or write %s: its mode is 0600 now", f.Path())
	} else if content.Exposed {
		f.store.say("others can read or write %s, and its mode can't be changed: %v", f.Path(), content.RepairError)
	}
	o, err := parseObject(content.Data)
	if err == nil && len(o) == 0 {
		err = fs.ErrNotExist // what Remove leaves of a file that is a mount
	}
	if err != nil {
		return none, fmt.Errorf("reading %s: %w", f.Path(), err)
	}
	value, err := f.decode(o)
	if err != nil {
		return none, fmt.Errorf("reading %s: %w", f.Path(), err)
	}
	return value, nil
}

// hint names the way out of a file that can't be read.
func (f File[T]) hint(err error) string {
	if errors.Is(err, atomicfile.ErrNotRegular) {
		return "remove it" // writing does not replace it
	}
	return f.remedy
}

// Remove removes the file, whatever it holds, and reports whether there was one.
// If another process keeps its lock until ctx's deadline, the file is removed
// without the lock: the holder checks again before it writes.
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
	lock, err := f.Lock(ctx)
	if errors.Is(err, atomicfile.ErrBusy) {
		return removeBusy(file)
	}
	if err != nil {
		if _, absent := os.Lstat(f.Path()); errors.Is(absent, fs.ErrNotExist) {
			return false, nil
		}
		return false, err
	}
	defer lock.Unlock()
	return lock.Remove()
}

// removeBusy removes a file whose lock another process holds. A writer past its
// final check may still rename over the file, so the removal is repeated for
// half a second.
func removeBusy(file *atomicfile.File) (bool, error) {
	removed, err := file.Remove()
	for range 10 {
		if err != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
		var again bool
		again, err = file.Remove()
		removed = removed || again
	}
	return removed, err
}

// Lock waits for the file's lock, see [atomicfile.File.Lock].
func (f File[T]) Lock(ctx context.Context) (*Lock[T], error) {
	file, err := f.open()
	if err != nil {
		return nil, err
	}
	lock, err := file.Lock(ctx)
	if err != nil {
		return nil, err
	}
	return &Lock[T]{lock, f}, nil
}

// A Lock is the right to write a stored file.
type Lock[T any] struct {
	*atomicfile.Lock
	file File[T]
}

// Read is [File.Read].
func (l *Lock[T]) Read(ctx context.Context) (T, error) { return l.file.Read(ctx) }

// Write replaces the file. When it returns, value is on the disk.
func (l *Lock[T]) Write(value T) error { return l.Lock.Write(l.file.encode(value).encode()) }

// Remove removes the file and reports whether there was one. A file that is a
// mount stays and is emptied.
func (l *Lock[T]) Remove() (bool, error) {
	removed, err := l.Lock.Remove()
	if !errors.Is(err, atomicfile.ErrMounted) {
		return removed, err
	}
	if _, err := l.file.Read(context.Background()); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	err = l.Lock.Write(object{}.encode())
	return err == nil, err
}

// Prepare makes sure that a value can be saved, before something is done that
// can't be undone: a temporary file with room for it is on the disk when it
// returns. The lock must be held until [Draft.Commit] or Discard.
func (l *Lock[T]) Prepare() (*Draft[T], error) {
	draft, err := l.Lock.Prepare(room)
	if err != nil {
		return nil, err
	}
	return &Draft[T]{draft, l.file}, nil
}

// A Draft is a file that is ready to be filled.
type Draft[T any] struct {
	*atomicfile.Draft
	file File[T]
}

// Commit replaces the file, unless check, called at the last moment, returns an
// error: that is then what Commit returns, wrapped.
func (d *Draft[T]) Commit(value T, check func() error) error {
	return d.Draft.Commit(d.file.encode(value).encode(), check)
}
