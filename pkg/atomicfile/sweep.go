package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"amika.dev/pkg/regular"
)

// sweep removes the temporary files of killed writers, and reports whether
// there is one whose writer is alive: it had the lock before the lock file was
// removed, and is about to replace the file.
func (l *Lock) sweep() (alive bool) {
	target, err := l.file.target()
	if err != nil {
		return false
	}
	dir, base := filepath.Split(target)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	var stale []string
	for _, entry := range entries {
		if !isTemporary(entry.Name(), base) || !entry.Type().IsRegular() || !mayBeOurs(entry) {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		guard, ok := guardDraft(path)
		if !ok {
			return true // and other temporary files may be the same writer's
		}
		if guard != nil {
			defer guard.Unlock()
		}
		stale = append(stale, path)
	}
	for _, path := range stale {
		_ = os.Remove(path) // a failure is no reason not to go on
	}
	return false
}

// mayBeOurs reports whether a draft may be that of a process of ours. In a
// directory that others can write, theirs must not keep us waiting. Root's drafts
// belong to the user whose file they replace.
func mayBeOurs(entry fs.DirEntry) bool {
	info, err := entry.Info()
	if err != nil {
		return false
	}
	id, ok := Owner(info)
	return !ok || id == os.Geteuid() || os.Geteuid() == 0
}

// guardDraft locks a temporary file, as its writer does for as long as it
// lives, and reports whether nobody else has it locked. The guard is nil if
// there are no locks, or the file can't be opened.
func guardDraft(path string) (guard *flock.Flock, ok bool) {
	if !guardsDrafts {
		return nil, true
	}
	guard = flock.New(path, flock.SetFlag(os.O_RDWR|regular.Flags), flock.SetPermissions(fileMode))
	ok, err := guard.TryLock()
	if err != nil {
		return nil, true
	}
	return guard, ok
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
