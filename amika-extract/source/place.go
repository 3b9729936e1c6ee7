package source

import (
	"path/filepath"
	"slices"

	"amika.dev/pkg/basedir"
)

// A Location is where a file is: a path below the home directory, below one of
// the base directories, or below the directory that a variable of the agent
// names.
type Location struct {
	Base     basedir.Dir // empty for the home directory
	Variable string      // of the agent; the location does not exist if it is not set
	Path     string      // relative, with slashes
	instead  bool        // an agent that finds the variable looks nowhere else
}

// home is a file below the home directory.
func home(path string) Location { return Location{Path: path} }

// moved is a file below the directory that a variable names.
func moved(variable, path string) Location { return Location{Variable: variable, Path: path} }

// instead is a file below the directory that a variable names, whose agent then
// does not look into the home directory.
func instead(variable, path string) Location {
	return Location{Variable: variable, Path: path, instead: true}
}

// Places are the files of a source, in order, none of them read yet. Where one
// is may not be known: it then has no path but the error [basedir.ErrNoHome].
func (d Discovery) Places(s Source) []File {
	files := make([]File, 0, len(s.Files))
	for _, l := range s.Files {
		if l.Variable != "" {
			dir, _ := d.Lookup(l.Variable)
			if !filepath.IsAbs(dir) || d.Confined {
				continue // a home that is given stands for itself
			}
			files = append(files, File{Path: filepath.Join(dir, filepath.FromSlash(l.Path))})
			if l.instead && d.Native {
				break
			}
			continue
		}
		path, err := d.path(l)
		switch {
		case err != nil:
			files = append(files, File{Errs: []error{err}})
		case !slices.ContainsFunc(files, func(f File) bool { return f.Path == path }):
			files = append(files, File{Path: path})
		}
	}
	return files
}

// path is where a file is. The error is [basedir.ErrNoHome].
func (d Discovery) path(l Location) (string, error) {
	if l.Base == "" {
		if d.Home == "" {
			return "", basedir.ErrNoHome
		}
		return filepath.Join(d.Home, filepath.FromSlash(l.Path)), nil
	}
	base, err := l.Base.Path(d.Lookup, d.Home)
	return filepath.Join(base, filepath.FromSlash(l.Path)), err
}
