package atomicfile

import (
	"io/fs"
	"os"

	"github.com/gofrs/flock"
)

// SetRename makes f use rename in place of [os.Rename].
func (f *File) SetRename(rename func(from, to string) error) { f.rename = rename }

// SetTruncate makes f use truncate when it writes in place.
func (f *File) SetTruncate(truncate func(*os.File, int64) error) { f.truncate = truncate }

// FailChmod makes each change of a mode by f fail with err.
func (f *File) FailChmod(err error) { f.chmod = func(*os.File, fs.FileMode) error { return err } }

// FailLock makes each lock of f fail with err.
func (f *File) FailLock(err error) {
	f.tryLock = func(*flock.Flock) (bool, error) { return false, err }
}

// HangLock makes each lock of f wait until the channel is closed, and succeed.
func (f *File) HangLock(until <-chan struct{}) {
	f.tryLock = func(held *flock.Flock) (bool, error) {
		<-until
		return held.TryLock()
	}
}

// OnLock makes f call locked when it has locked its lock file.
func (f *File) OnLock(locked func()) {
	f.tryLock = func(held *flock.Flock) (bool, error) {
		ok, err := held.TryLock()
		if ok {
			locked()
		}
		return ok, err
	}
}
