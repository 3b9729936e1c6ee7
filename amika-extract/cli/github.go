package cli

import (
	"errors"
	"fmt"
	"os"

	"amika.dev/pkg/terminal"
)

// writeGitHub prints the masks, so that no log shows a value from here on, and
// then appends the assignments to the file that GITHUB_ENV names.
func (e *extract) writeGitHub(assignments, masks []byte) error {
	if err := e.env.Write(masks); err != nil || len(assignments) == 0 {
		return err
	}
	path, _ := e.env.LookupEnv("GITHUB_ENV")
	if err := appendFile(path, assignments); err != nil {
		return fmt.Errorf("writing %s: %w", terminal.Escape(path), innermost(err))
	}
	return nil
}

// appendFile appends whole lines to a file, in one piece. An earlier step may
// have left its last line without an end.
func appendFile(path string, lines []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			lines = append([]byte("\n"), lines...)
		}
	}
	if _, err := f.Write(lines); err != nil {
		return err
	}
	return f.Close()
}

// innermost strips what package os adds to an error.
func innermost(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}
