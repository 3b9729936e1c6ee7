package credential

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

const (
	// maxFile is more than the longest answer of a server makes, in bytes.
	maxFile = 4 << 20
	// tornTime is for how long a file that is not JSON is read again, and
	// tornPause how often: another program may be writing it in place.
	tornTime  = 500 * time.Millisecond
	tornPause = 10 * time.Millisecond
)

// A File is one of the stored files.
type File[T any] struct {
	store  *Store
	name   string
	remedy string // the hint for a file that can't be read
	moved  string // what is left to do once there is another directory
	decode func(object) (T, error)
	encode func(T) object
}

// APIKeyFile returns api-key.json.
func (s *Store) APIKeyFile() File[APIKey] {
	return File[APIKey]{s, "api-key.json",
		"run 'amika auth login --api-key-file FILE' to replace it, or 'amika auth logout' to remove it", "", decodeAPIKey, encodeAPIKey}
}

// SessionFile returns workos-session.json.
func (s *Store) SessionFile() File[Session] {
	return File[Session]{s, "workos-session.json", "run 'amika auth login' to replace it", ", and log in there", decodeSession, encodeSession}
}

// PendingFile returns pending-login.json.
func (s *Store) PendingFile() File[PendingLogin] {
	return File[PendingLogin]{s, "pending-login.json", "run 'amika auth login' to start again", "", decodePending, encodePending}
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
	file := atomicfile.New(f.Path(), maxFile)
	file.Warn = f.store.warnFileSystem
	return file, nil
}

// Read reads the file. The error is [fs.ErrNotExist] if there is none. Any other
// carries a hint.
func (f File[T]) Read(ctx context.Context) (T, error) {
	value, _, err := f.read(ctx)
	return value, err
}

// read is Read, and returns the text too.
func (f File[T]) read(ctx context.Context) (value T, text []byte, err error) {
	var none T
	file, err := f.open()
	if err != nil {
		return none, nil, err
	}
	for end := time.Now().Add(tornTime); ; {
		value, text, err = f.readOnce(file)
		if !errors.Is(err, errTorn) || !time.Now().Before(end) {
			break
		}
		select {
		case <-time.After(tornPause):
		case <-ctx.Done():
			return none, nil, context.Cause(ctx)
		}
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return value, text, err
	}
	return none, nil, hint.Wrap(err, f.hint(err))
}

func (f File[T]) readOnce(file *atomicfile.File) (value T, text []byte, err error) {
	content, err := file.Read()
	if err != nil {
		return value, nil, err
	}
	if content.Exposed {
		f.warnExposed(content.RepairError)
	}
	o, err := parseObject(content.Data)
	if err == nil && len(o) == 0 {
		err = fs.ErrNotExist // what Remove leaves of a file that it can't remove
	}
	if err == nil {
		value, err = f.decode(o)
	}
	if err != nil {
		return value, nil, fmt.Errorf("reading %s: %w", terminal.EscapePath(f.Path()), err)
	}
	return value, content.Data, nil
}

// warnExposed warns that others could read or write the file. failed is why its
// mode was not repaired; nil if it was.
func (f File[T]) warnExposed(failed error) {
	path := terminal.EscapePath(f.Path())
	switch {
	case failed == nil:
		f.store.say("others could read or write %s: its mode is 0600 now", path)
	case !f.isMine(): // a mode of 0600 alone would keep this user out
		f.store.say("others can read or write %s: %s", path, f.advice(fs.ErrPermission))
	case atomicfile.HasNoModes(failed):
		f.store.warnFileSystem(atomicfile.ErrNoModes)
	default:
		f.store.say("others can read or write %s, and its mode can't be changed: %v", path, failed)
	}
}

// isMine reports whether this user may change the mode of the file.
func (f File[T]) isMine() bool {
	info, err := os.Stat(f.Path())
	return err != nil || mayChange(info)
}

// hint names the way out of a file that can't be read.
func (f File[T]) hint(err error) string {
	switch {
	case errors.Is(err, atomicfile.ErrNotRegular), atomicfile.IsTransient(err), isClosed(err):
		return f.advice(err)
	}
	return f.remedy
}
