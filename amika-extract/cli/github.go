package cli

import (
	"errors"
	"fmt"
	"os"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// appendTo prints the masks, so that no log shows a value from here on, and then
// appends text to the file that a variable names.
func (a *app) appendTo(variable string, text, masks []byte) error {
	if err := a.env.Write(masks); err != nil || len(text) == 0 {
		return err
	}
	path, _ := a.env.LookupEnv(variable)
	if err := appendFile(path, text); err != nil {
		return fmt.Errorf("writing %s: %w", terminal.EscapePath(path), hint.Reason(err))
	}
	return nil
}

// appendFile appends whole lines to a file, all or none of them. An earlier step
// may have left the last line without an end.
func appendFile(path string, lines []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a regular file") // a FIFO would lose what nobody reads
	}
	if err != nil {
		return err
	}
	if info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			lines = append([]byte("\n"), lines...)
		}
	}
	if _, err := f.Write(lines); err != nil {
		return errors.Join(err, f.Truncate(info.Size())) // half an assignment would hide what follows it
	}
	return f.Close()
}
