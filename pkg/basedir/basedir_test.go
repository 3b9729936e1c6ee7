package basedir_test

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"amika.dev/pkg/basedir"
)

func lookup(vars map[string]string) basedir.Lookup {
	return func(name string) (string, bool) {
		if name == "USERPROFILE" { // what Windows calls it
			name = "HOME"
		}
		value, set := vars[name]
		return local(value), set
	}
}

// local returns a path as this system has it.
func local(path string) string {
	if runtime.GOOS == "windows" && strings.HasPrefix(path, "/") {
		return `C:` + filepath.FromSlash(path)
	}
	return path
}

func TestPath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		dir  basedir.Dir
		vars map[string]string
		home string
		want string
	}{
		{"state by default", basedir.State, nil, "/home/u", "/home/u/.local/state"},
		{"cache by default", basedir.Cache, nil, "/home/u", "/home/u/.cache"},
		{"data by default", basedir.Data, nil, "/home/u", "/home/u/.local/share"},
		{"moved", basedir.State, map[string]string{"XDG_STATE_HOME": "/s"}, "/home/u", "/s"},
		{"moved needs no home", basedir.Data, map[string]string{"XDG_DATA_HOME": "/d/"}, "", "/d"},
		{"empty is unset", basedir.Cache, map[string]string{"XDG_CACHE_HOME": ""}, "/home/u", "/home/u/.cache"},
		{"relative is unset", basedir.Cache, map[string]string{"XDG_CACHE_HOME": "c"}, "/home/u", "/home/u/.cache"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.dir.Path(lookup(tt.vars), local(tt.home))
			if err != nil || got != local(tt.want) {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestNoHome(t *testing.T) {
	t.Parallel()
	for _, vars := range []map[string]string{nil, {"HOME": ""}, {"HOME": "relative"}} {
		if home, err := basedir.Home(lookup(vars)); !errors.Is(err, basedir.ErrNoHome) {
			t.Errorf("Home with %v: got %q, %v", vars, home, err)
		}
	}
	if path, err := basedir.State.Path(lookup(nil), ""); !errors.Is(err, basedir.ErrNoHome) {
		t.Errorf("State without a home: got %q, %v", path, err)
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	got, err := basedir.Home(lookup(map[string]string{"HOME": "/home/u/"}))
	if err != nil || got != local("/home/u") {
		t.Errorf("got %q, %v", got, err)
	}
}
