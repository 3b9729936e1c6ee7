package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// MakeDirectory creates the directory at path and those above it that are
// missing, each with mode 0700 whatever the umask is. Those that are there
// stay as they are.
func MakeDirectory(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil
	}
	if err == nil {
		return fmt.Errorf("creating the directory %s: a file of that name is there", path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("creating the directory %s: %w", path, reason(err))
	}
	if parent := filepath.Dir(path); parent != path {
		if err := MakeDirectory(parent); err != nil {
			return err
		}
	}
	err = os.Mkdir(path, directoryMode)
	if errors.Is(err, fs.ErrExist) {
		// Another process was faster, or a link leads nowhere.
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("creating the directory %s: %w", path, reason(err))
	}
	if err := os.Chmod(path, directoryMode); err != nil { // the umask may have taken bits away
		return fmt.Errorf("creating the directory %s: %w", path, reason(err))
	}
	return nil
}
