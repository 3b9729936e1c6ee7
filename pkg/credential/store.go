package credential

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"amika.dev/pkg/basedir"
	"amika.dev/pkg/hint"
)

// DirectoryVariable names the directory of the stored files, if it is an
// absolute path.
const DirectoryVariable = "AMIKA_STATE_DIRECTORY"

// A Store is where credentials come from: the environment, and the files of
// one directory.
type Store struct {
	lookup    basedir.Lookup
	warn      func(text string)
	directory string
	missing   error // why there is no directory
	ours      bool  // whether the directory is for Amika alone, so that its mode is set
	check     sync.Once
	mutex     sync.Mutex
	warned    map[string]bool
}

// NewStore is the store that the environment names:
// [DirectoryVariable], or else the directory amika in that of [basedir.State].
// What a person should know, such as a file that had to be ignored, is given
// to warn, each thing once. Nothing on the disk is touched.
func NewStore(lookup basedir.Lookup, warn func(text string)) *Store {
	s := &Store{lookup: lookup, warn: warn, warned: make(map[string]bool)}
	if directory, _ := lookup(DirectoryVariable); filepath.IsAbs(directory) {
		s.directory = filepath.Clean(directory)
		return s
	}
	home, _ := basedir.Home(lookup) // State says if it is needed
	state, err := basedir.State.Path(lookup, home)
	if err != nil {
		s.missing = hint.Wrap(fmt.Errorf("finding the stored credentials: %w", err),
			"set HOME, or "+DirectoryVariable+" to the directory to keep them in")
		return s
	}
	s.directory, s.ours = filepath.Join(state, "amika"), true
	return s
}

// Directory is the directory of the stored files, an absolute path that need
// not exist. The error says that the environment names none.
func (s *Store) Directory() (string, error) { return s.directory, s.missing }

// checkDirectory looks, before the first use, at who else can use the
// directory. One of our own is closed to them. One that the user has named may
// be meant to be shared, but who can write it can also replace what is in it.
func (s *Store) checkDirectory() {
	s.check.Do(func() {
		info, err := os.Stat(s.directory)
		if err != nil || !info.IsDir() || runtime.GOOS == "windows" {
			return
		}
		mode := info.Mode().Perm()
		if !s.ours {
			if mode&0o022 != 0 {
				s.say("others can write the directory %s and so replace the credentials in it", s.directory)
			}
			return
		}
		if mode&0o077 == 0 {
			return
		}
		if err := os.Chmod(s.directory, 0o700); err != nil {
			s.say("others can use the directory %s, and its mode can't be changed: %w", s.directory, hint.Reason(err))
		}
	})
}

// say warns, unless the same has been said.
func (s *Store) say(format string, args ...any) {
	text := fmt.Errorf(format, args...).Error()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.warned[text] {
		s.warned[text] = true
		s.warn(text)
	}
}
