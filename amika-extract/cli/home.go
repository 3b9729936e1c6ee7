package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// A home is the directory that is searched.
type home struct {
	path string       // absolute; empty if it is not known
	root *source.Root // of a home that was given by --homedir, else nil
}

// notEmpty returns a function that sets the value of a flag. An empty one most likely
// comes from a variable that isn't set, and must not mean another place.
func notEmpty(value *string) func(string) error {
	return func(text string) error {
		if text == "" {
			return errors.New("it is empty")
		}
		*value = text
		return nil
	}
}

// homeFlag returns the flag that was typed, for a command to copy.
func (a *app) homeFlag() string {
	if a.homedir == "" {
		return ""
	}
	return " --homedir " + terminal.Quote(a.homedir)
}

// listCommand returns the command that shows what was found, for a hint.
func (a *app) listCommand() string {
	text := "'" + name + " --list"
	switch {
	case a.seeds && a.noOAuth:
		text = "'" + name + " seed --list --no-oauth"
	case a.seeds:
		text = "'" + name + " seed --list"
	case a.native:
		text += " --native"
	}
	if a.keyring {
		text += " --keyring"
	}
	return text + a.homeFlag() + "'"
}

// findHome decides what is searched. That no home is known is no error yet: stores
// that XDG variables name don't need one.
func (a *app) findHome() error {
	if a.homedir == "" {
		a.home.path, _ = basedir.Home(a.env.LookupEnv)
		return nil
	}
	path, err := filepath.Abs(a.homedir)
	if err == nil {
		a.home.path = path
		a.home.root, err = source.OpenRoot(path)
	}
	if err != nil {
		advice := "--homedir takes the home directory to search"
		if strings.HasPrefix(a.homedir, "~") {
			advice = "the shell does not expand ~ there; write $HOME, or a space instead of ="
		}
		return command.WithHint(fmt.Errorf("reading %s: %w", terminal.EscapePath(a.homedir), hint.Reason(err)), advice)
	}
	return nil
}

// shown returns a path as people see it: short, and safe for a terminal.
func (h home) shown(path string) string {
	if inside, ok := strings.CutPrefix(path, h.path+string(filepath.Separator)); ok && h.root == nil && h.path != "" {
		path = filepath.Join("~", inside)
	}
	return terminal.EscapePath(path)
}

// bars reports whether err, which is about the file at path, is only that the home
// directory can't be entered. Many files share that cause.
func (h home) bars(path string, err error) bool {
	const separator = string(filepath.Separator)
	if h.path == "" || !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(path, h.path+separator) {
		return false
	}
	_, err = os.Stat(h.path + separator + ".")
	return errors.Is(err, fs.ErrPermission)
}

// barred is the error of a home directory that can't be entered.
func (h home) barred() error {
	advice := "set " + basedir.HomeVariable() + " to a home directory that you may read, or name one with --homedir DIR"
	if h.root != nil {
		advice = "name a home directory that you may read"
	}
	return command.WithHint(fmt.Errorf("entering the home directory %s: %w", terminal.EscapePath(h.path), syscall.EACCES), advice)
}
