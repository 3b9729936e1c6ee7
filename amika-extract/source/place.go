package source

import (
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/pkg/basedir"
)

// A Location is where a file is, with slashes, in one of these forms:
//
//	~/PATH            below the home directory
//	@XDG_X_HOME/PATH  below that base directory, wherever it is
//	$VARIABLE/PATH    below the directory that a variable of the agent names,
//	                  if it is set
//	!$VARIABLE/PATH   the same, where an agent that finds the variable set looks
//	                  nowhere else
//
// It is text, since a table of structures takes longer to make than the files
// take to be found.
type Location string

// split returns the form that a location has, the variable in it and the path.
func (l Location) split() (form byte, variable, path string) {
	text := strings.TrimPrefix(string(l), "!")
	variable, path, _ = strings.Cut(text[1:], "/")
	return text[0], variable, filepath.FromSlash(path)
}

// Places are the files of a source, in order, none of them read yet. Where one
// is may not be known: it then has no path but the error [basedir.ErrNoHome].
func (d Discovery) Places(s Source) []File {
	files := make([]File, 0, len(s.Files))
	for _, l := range s.Files {
		form, variable, path := l.split()
		if form == '$' {
			dir, _ := d.Lookup(variable)
			if !filepath.IsAbs(dir) || d.Confined {
				continue // a home that is given stands for itself
			}
			files = append(files, File{Path: filepath.Join(dir, path)})
			if d.Native && l[0] == '!' {
				break
			}
			continue
		}
		dir, err := d.directory(basedir.Dir(variable))
		path = filepath.Join(dir, path)
		switch {
		case err != nil:
			files = append(files, File{Errs: []error{err}})
		case !slices.ContainsFunc(files, func(f File) bool { return f.Path == path }):
			files = append(files, File{Path: path})
		}
	}
	return files
}

// directory is a base directory, or the home directory if it has no name. The
// error is [basedir.ErrNoHome].
func (d Discovery) directory(base basedir.Dir) (string, error) {
	switch {
	case base != "":
		return base.Path(d.Lookup, d.Home)
	case d.Home == "":
		return "", basedir.ErrNoHome
	}
	return d.Home, nil
}
