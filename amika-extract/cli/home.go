package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
)

// A home is the directory that is searched.
type home struct {
	path  string // absolute; empty if it is not known
	given bool   // by --homedir
}

// setHomedir takes the value of --homedir. An empty one most likely comes from
// a variable that isn't set, and must not mean another home.
func (e *extract) setHomedir(dir string) error {
	if dir == "" {
		return errors.New("it is empty")
	}
	e.homedir = dir
	return nil
}

// findHome decides what is searched. That no home is known is no error yet:
// stores that XDG variables name don't need one.
func (e *extract) findHome() (home, error) {
	if e.homedir == "" {
		path, err := basedir.Home(e.env.LookupEnv)
		if err != nil {
			return home{}, nil
		}
		return home{path: path}, nil
	}
	path, err := filepath.Abs(e.homedir)
	if err == nil {
		err = isDirectory(path)
	}
	if err != nil {
		return home{}, command.WithHint(fmt.Errorf("reading %s: %w", terminal.Escape(e.homedir), err),
			"--homedir takes the home directory to search")
	}
	return home{path, true}, nil
}

func isDirectory(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return errors.Unwrap(err)
	}
	if !info.IsDir() {
		return errors.New("it is not a directory")
	}
	return nil
}

// shown is how a path is shown to people: short, and safe for a terminal.
func (h home) shown(path string) string {
	if inside, ok := strings.CutPrefix(path, h.path+string(filepath.Separator)); ok && !h.given && h.path != "" {
		path = filepath.Join("~", inside)
	}
	return terminal.Escape(path)
}
