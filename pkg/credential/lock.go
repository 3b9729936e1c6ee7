package credential

import (
	"context"
	"errors"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
)

// room is what is made sure of before a refresh token is spent on a pair that
// has to be saved, in bytes more than the file has already.
const room = 16 << 10

// Lock waits for the file's lock, see [atomicfile.File.Lock].
func (f File[T]) Lock(ctx context.Context) (*Lock[T], error) {
	file, err := f.open()
	if err != nil {
		return nil, err
	}
	lock, err := file.Lock(ctx)
	if err != nil {
		return nil, hint.Wrap(err, f.advice(err))
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

// Write replaces the file. When it returns, value is on the disk. ctx is for
// taking the lock anew, see [Lock.Prepare].
func (l *Lock[T]) Write(ctx context.Context, value T) error {
	return l.file.advise(l.Lock.Write(ctx, l.file.encode(value).encode()))
}

// Remove removes the file and reports whether there was one. A file that can't
// be removed, such as a mount, is emptied.
func (l *Lock[T]) Remove() (bool, error) {
	file, err := l.file.open()
	if err != nil {
		return false, err
	}
	return l.file.remove(file)
}

// Prepare makes sure that there is room for a value, before something is done
// that can't be undone: a temporary file of that size is on the disk when it
// returns. The lock must be held until [Draft.Commit] or Discard. It may have
// been released meanwhile and taken again, if somebody removed the lock file.
func (l *Lock[T]) Prepare(ctx context.Context) (*Draft[T], error) {
	draft, err := l.Lock.Prepare(ctx, room)
	if err != nil {
		return nil, l.file.advise(err)
	}
	return &Draft[T]{draft, l.file}, nil
}

// A Draft is a file that is ready to be filled.
type Draft[T any] struct {
	*atomicfile.Draft
	file File[T]
}

// Prove makes sure that Commit can replace the file, see
// [atomicfile.Draft.Prove], and returns what the file holds. The error is that
// of [File.Read] if the file can't be read.
func (d *Draft[T]) Prove(ctx context.Context) (T, error) {
	var none T
	for {
		value, text, err := d.file.read(ctx)
		if err != nil {
			return none, err
		}
		err = d.Draft.Prove(text)
		if err == nil {
			return value, nil
		}
		// Another program writes the file without the lock: look again.
		if ctx.Err() != nil || !errors.Is(err, atomicfile.ErrChanged) {
			return none, d.file.advise(err)
		}
	}
}

// Commit replaces the file, unless check, called at the last moment, returns an
// error: that is then what Commit returns, wrapped.
func (d *Draft[T]) Commit(value T, check func() error) error {
	return d.file.advise(d.Draft.Commit(d.file.encode(value).encode(), check))
}
