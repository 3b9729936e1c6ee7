package source

import (
	"path/filepath"
	"strings"

	"amika.dev/pkg/basedir"
)

// A Location says where a file is, with slashes, in one of these forms:
//
//	~/PATH            below the home directory
//	@XDG_X_HOME/PATH  below that base directory, wherever it is
//	$VARIABLE/PATH    below the directory that the agent's variable names
//
// The last form comes first in a list. The first such variable that is set is
// the one that counts, and in native mode the agent's files are nowhere else.
type Location string

// secureStorage moves Claude Code's login alone. Unlike other variables it counts
// when it is empty, and then stands for the documented place.
const secureStorage = "CLAUDE_SECURESTORAGE_CONFIG_DIR"

// split returns the form of a location, its variable if it has one, and the path.
func (l Location) split() (form byte, variable, path string) {
	variable, path, _ = strings.Cut(string(l[1:]), "/")
	return l[0], variable, filepath.FromSlash(path)
}

// Places returns the files of a source in order, without reading them. A file
// below an unknown home directory has no path but the error [basedir.ErrNoHome].
func (d *Discovery) Places(s *Source) []File { return d.appendPlaces(nil, s.Files) }

// appendSettings appends the files of a source that only tell where else its
// credentials are.
func (d *Discovery) appendSettings(files []File, s *Source) []File {
	first := len(files)
	files = d.appendPlaces(files, s.settings)
	for i := range files[first:] {
		files[first+i].Settings = true
	}
	return files
}

// appendPlaces appends the files at locations.
func (d *Discovery) appendPlaces(files []File, locations []Location) []File {
	first := len(files)
	moved, decided := false, "" // by which variable
	for _, l := range locations {
		form, variable, path := l.split()
		if form == '$' {
			if decided != "" && decided != variable {
				continue
			}
			dir, counts := d.relocation(variable)
			if counts {
				decided = variable
			}
			if dir != "" {
				moved = true
				files = append(files, File{Path: below(dir, path)})
			}
			continue
		}
		if moved && d.Native {
			break
		}
		dir, err := d.directory(basedir.Dir(variable))
		path = below(dir, path)
		switch {
		case err != nil:
			files = append(files, File{Errs: []error{err}})
		case !have(files[first:], path):
			files = append(files, File{Path: path, Elsewhere: moved})
		}
	}
	return files
}

// have reports whether a file of that path is among others.
func have(files []File, path string) bool {
	for i := range files {
		if files[i].Path == path {
			return true
		}
	}
	return false
}

// below joins a directory and the path of a location. Both are clean already, so that
// cleaning them once more, as [filepath.Join] does, would take 3 % of a run.
func below(dir, path string) string {
	if path == "" {
		return dir
	}
	const separator = string(filepath.Separator)
	return strings.TrimSuffix(dir, separator) + separator + path
}

// relocation returns the absolute path that a variable of an agent names, and
// whether the variable counts. The agents resolve a relative path from the current
// directory, except those of XDG_* variables, which they ignore. A "~" that the
// shell left alone is no home directory for them. A home that was given stands
// for itself: no variable leads out of it.
func (d *Discovery) relocation(variable string) (path string, counts bool) {
	path, set := d.Lookup(variable)
	switch {
	case d.Root != nil || !set:
		return "", false
	case path == "":
		return "", variable == secureStorage
	case !filepath.IsAbs(path):
		if strings.HasPrefix(variable, "XDG_") {
			return "", false
		}
		absolute, err := filepath.Abs(path)
		return absolute, err == nil
	}
	return filepath.Clean(path), true
}

// directory returns a base directory, or the home directory if base is empty. The
// error is [basedir.ErrNoHome].
func (d *Discovery) directory(base basedir.Dir) (string, error) {
	switch {
	case base != "":
		return base.Path(d.Lookup, d.Home)
	case d.Home == "":
		return "", basedir.ErrNoHome
	}
	return d.Home, nil
}
