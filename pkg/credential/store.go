package credential

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// DirectoryVariable names the directory of the stored files, which must be an
// absolute path.
const DirectoryVariable = "AMIKA_STATE_DIRECTORY"

// wrongUsage is the exit status for an environment that is set wrongly.
const wrongUsage = 2

// A Store finds credentials in the environment and in the files of one
// directory. [NewStore] makes it.
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

// NewStore returns the store that the environment names: [DirectoryVariable], or
// else the directory amika in that of [basedir.State]. lookup finds environment
// variables; nil is [os.LookupEnv]. warn is called with each warning for the
// user once, such as a file that had to be ignored; it may be nil. Nothing on
// the disk is touched.
func NewStore(lookup basedir.Lookup, warn func(text string)) *Store {
	if lookup == nil {
		lookup = os.LookupEnv
	}
	if warn == nil {
		warn = func(string) {}
	}
	s := &Store{lookup: lookup, warn: warn, warned: make(map[string]bool)}
	if directory, _ := lookup(DirectoryVariable); directory != "" {
		if filepath.IsAbs(directory) {
			s.directory = filepath.Clean(directory)
			return s
		}
		// The default place may hold the session of another account.
		err := fmt.Errorf("reading %s: it is not an absolute path", DirectoryVariable)
		advice := "set it to an absolute path, or unset it"
		if strings.HasPrefix(directory, "~") {
			advice = "the shell does not expand ~ in quotes; write $HOME"
		}
		s.missing = hint.WithExitCode(hint.Wrap(err, advice), wrongUsage)
		return s
	}
	home, _ := basedir.Home(lookup) // State says if it is needed
	state, err := basedir.State.Path(lookup, home)
	if err != nil {
		s.missing = hint.Wrap(fmt.Errorf("finding the stored credentials: %w", err),
			"set "+basedir.HomeVariable()+", or "+DirectoryVariable+" to the directory to keep them in")
		return s
	}
	s.directory, s.ours = filepath.Join(state, "amika"), true
	return s
}

// Directory returns the directory of the stored files, an absolute path that
// need not exist. The error says why the environment names none.
func (s *Store) Directory() (string, error) { return s.directory, s.missing }

// checkDirectory checks, before the first use, who else can use the directory.
// Our own is closed to others. One that the user has named may be shared on
// purpose, and one that root has made can't be closed, but whoever can write it can
// also replace the files in it.
func (s *Store) checkDirectory() {
	s.check.Do(func() {
		info, err := os.Stat(s.directory)
		if err != nil || !info.IsDir() || runtime.GOOS == "windows" {
			return
		}
		mode, path := info.Mode().Perm(), terminal.EscapePath(s.directory)
		closes := s.ours && mayChange(info)
		switch {
		case !closes && isForeign(info):
			s.say("another user owns the directory %s and can replace the credentials in it", path)
		case !closes && mode&0o022 != 0:
			s.say("others can write the directory %s and so replace the credentials in it", path)
		case closes && mode&0o077 != 0:
			s.closeDirectory()
		}
	})
}

func (s *Store) closeDirectory() {
	err := os.Chmod(s.directory, 0o700)
	switch {
	case atomicfile.HasNoModes(err):
		s.warnFileSystem(atomicfile.ErrNoModes)
	case err != nil:
		s.say("others can use the directory %s, and its mode can't be changed: %v", terminal.EscapePath(s.directory), hint.Reason(err))
	}
}

// say warns, unless the same has been said.
func (s *Store) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.warned[text] {
		s.warned[text] = true
		s.warn(text)
	}
}
