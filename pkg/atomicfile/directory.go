package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// MakeDirectory creates the directory at path and the missing ones above it,
// each with mode 0700 whatever the umask is, and with the owner of the
// directory that it is in if that is another user. Existing ones stay as they
// are.
func MakeDirectory(path string) error {
	var missing []string // the deepest first
	for dir := path; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err == nil && info.IsDir() {
			break
		}
		if err == nil {
			return &fileError{"creating the directory", path, fmt.Errorf("%s is a file", terminal.EscapePath(dir))}
		}
		if !errors.Is(err, fs.ErrNotExist) && !isFileOnTheWay(err) || dir == filepath.Dir(dir) {
			return &fileError{"creating the directory", path, hint.Reason(err)}
		}
		missing = append(missing, dir)
	}
	for _, dir := range slices.Backward(missing) {
		if err := makeDirectory(dir); err != nil {
			return &fileError{"creating the directory", dir, hint.Reason(err)}
		}
	}
	return nil
}

func makeDirectory(dir string) error {
	err := os.Mkdir(dir, directoryMode)
	if errors.Is(err, fs.ErrExist) {
		// Another process was faster, or a link leads nowhere.
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return nil
		}
	}
	if err != nil {
		return err
	}
	info, err := os.Lstat(dir)
	if err == nil && info.Mode().Perm() != directoryMode { // the umask has taken bits away
		err = os.Chmod(dir, directoryMode)
	}
	if err != nil && !HasNoModes(err) {
		return err
	}
	parent := filepath.Dir(dir)
	if info, err := os.Stat(parent); err == nil {
		giveDirectory(dir, info)
	}
	syncDirectory(parent)
	return nil
}
