// Package process finds programs and runs one in place of this process or
// beside it. It serves the programs of this repository and is no API.
package process

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"amika.dev/pkg/hint"
)

// ErrNotFound is returned if no directory that was searched has the program.
var ErrNotFound = errors.New("it is in no absolute directory of PATH")

// ErrNotExecutable is returned for a file that this user may not run.
var ErrNotExecutable = errors.New("it is not executable")

// A Search says where programs are looked for.
type Search struct {
	Directories []string // absolute
	// Endings are those of program files, with their dot and in lower case, on a
	// system where programs have one: Windows, by the variable PATHEXT.
	Endings []string
	own     int // how many of Directories don't come from PATH
}

// NewSearch returns a search of the directories first and then of those that the
// variable PATH lists. Relative entries are dropped: they depend on the current
// directory, which may be anybody's. An entry that leads through /proc does so too:
// see [Search.Stays].
func NewSearch(lookup func(name string) (value string, set bool), first ...string) Search {
	var s Search
	for _, dir := range first {
		s.add(dir)
	}
	s.own = len(s.Directories)
	list, _ := lookup("PATH")
	for _, dir := range filepath.SplitList(list) {
		s.add(dir)
	}
	if runtime.GOOS == "windows" {
		list, _ := lookup("PATHEXT")
		s.Endings = endings(list)
	}
	return s
}

// add adds a directory, unless it is there. If its path contains "..", links are
// resolved first: after a link, ".." doesn't lead where the text says.
func (s *Search) add(dir string) {
	if !filepath.IsAbs(dir) {
		return
	}
	if strings.Contains(dir, "..") {
		if dependsOnProcess(dir) {
			return // the resolved path would hide it
		}
		dir, _ = filepath.EvalSymlinks(dir)
	}
	if dir = filepath.Clean(dir); filepath.IsAbs(dir) && !slices.Contains(s.Directories, dir) {
		s.Directories = append(s.Directories, dir)
	}
}

// endings returns the entries of a list like PATHEXT, or those that Windows has
// where it has none. An entry that would lead to another directory or name is dropped.
func endings(list string) []string {
	var all []string
	for _, ending := range strings.Split(strings.ToLower(list), ";") {
		if ending = strings.TrimPrefix(ending, "."); ending != "" && !strings.ContainsAny(ending, `./\:`) {
			all = append(all, "."+ending)
		}
	}
	if all == nil {
		all = []string{".com", ".exe", ".bat", ".cmd"}
	}
	return all
}

// files returns the names that the file of a program can have, in the order in
// which they are tried.
func (s Search) files(program string) []string {
	if s.Endings == nil {
		return []string{program}
	}
	var names []string
	if slices.Contains(s.Endings, strings.ToLower(filepath.Ext(program))) {
		names = append(names, program)
	}
	for _, ending := range s.Endings {
		names = append(names, program+ending)
	}
	return names
}

// Program returns the name of the program that a file holds: its own name, less
// the ending where programs have one.
func (s Search) Program(file string) (name string, ok bool) {
	if s.Endings == nil {
		return file, true
	}
	ending := filepath.Ext(file)
	return strings.TrimSuffix(file, ending), slices.Contains(s.Endings, strings.ToLower(ending))
}

// Find returns the path of the first file of the program for which check returns
// nil. If check refuses all that there are, Find returns the first and why; if
// there is none, [ErrNotFound]. Files that can't be examined, because their
// directory can't be searched or their name is too long, are skipped.
func (s Search) Find(program string, check func(path string, info fs.FileInfo) error) (path string, err error) {
	err = ErrNotFound
	for i, dir := range s.Directories {
		for _, name := range s.files(program) {
			candidate := filepath.Join(dir, name)
			info, problem := os.Stat(candidate)
			switch {
			case IsMissing(problem) || !s.Stays(i):
				continue
			case problem == nil:
				problem = check(candidate, info)
			default:
				if _, unseen := os.Lstat(candidate); unseen != nil {
					continue
				}
			}
			if problem == nil {
				return candidate, nil
			}
			if err == ErrNotFound {
				path, err = candidate, hint.Reason(problem)
			}
		}
	}
	return path, err
}

// Stays reports whether the directory with this index is the same for every
// process. It takes a few system calls to find that out.
func (s Search) Stays(index int) bool {
	return index < s.own || !dependsOnProcess(s.Directories[index])
}

// Look returns the path of a program as a shell finds it: the name itself if it
// has a slash, or else the first program of that name in PATH. An error comes with
// the path that it is about, if there is one.
func Look(name string, lookup func(name string) (value string, set bool)) (path string, err error) {
	s := NewSearch(lookup)
	if filepath.Base(name) == name && !os.IsPathSeparator(name[0]) {
		return s.Find(name, Check)
	}
	for _, path = range s.files(name) {
		var info fs.FileInfo
		if info, err = os.Stat(path); err == nil {
			return path, Check(path, info)
		}
	}
	return path, hint.Reason(err)
}

// Check returns why this user can't run a file, or nil.
func Check(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	return executable(path)
}

// IsMissing reports whether an error says that there is no such file. A path
// through something that is no directory leads nowhere. The usual errors of
// package os are compared first: errors.Is looks up an interface conversion, which
// costs as much as a hundred comparisons in a new process.
func IsMissing(err error) bool {
	if problem, ok := err.(*fs.PathError); ok && (problem.Err == syscall.ENOENT || problem.Err == syscall.ENOTDIR) {
		return true
	}
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// dependsOnProcess reports whether a path leads through /proc, as /proc/self/cwd
// and the files in /dev/fd do: it is another one in another process.
func dependsOnProcess(dir string) bool {
	const proc, maxLinks = "/proc", 40
	if runtime.GOOS != "linux" {
		return false
	}
	resolved, rest, links := "/", dir, 0
	for rest != "" && links < maxLinks {
		var name string
		name, rest, _ = strings.Cut(strings.TrimLeft(rest, "/"), "/")
		next := filepath.Join(resolved, name)
		if next == proc || strings.HasPrefix(next, proc+"/") {
			return true
		}
		target, err := os.Readlink(next)
		if err != nil {
			resolved = next
			continue
		}
		if links++; filepath.IsAbs(target) {
			resolved = "/"
		}
		rest = target + "/" + rest
	}
	return false
}
