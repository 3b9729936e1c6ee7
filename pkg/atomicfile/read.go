package atomicfile

import (
	"io"

	"amika.dev/pkg/regular"
)

// A Content is what a file held when it was read.
type Content struct {
	Data []byte
	// Exposed is set if others could read or write the file. Its mode has been
	// repaired then, unless RepairError says why it could not be.
	Exposed     bool
	RepairError error
}

// Read reads the file, links followed. The error is [fs.ErrNotExist] if it is
// absent, or a link leads to an absent file, and [ErrNotRegular] for a FIFO or
// a device, which is not waited for.
func (f *File) Read() (Content, error) {
	content, err := f.read()
	if err != nil {
		return Content{}, f.failed("reading", err)
	}
	return content, nil
}

func (f *File) read() (Content, error) {
	file, err := regular.Open(f.path)
	if err != nil {
		return Content{}, err
	}
	defer file.Close()
	var content Content
	if exposed(file.Perm()) {
		content.Exposed, content.RepairError = true, file.Chmod(fileMode)
	}
	content.Data, err = readAll(file, f.max)
	return content, err
}

// readAll reads a file of at most max bytes. One that grows meanwhile is read
// to its new end.
func readAll(file *regular.File, max int64) ([]byte, error) {
	if file.Size() > max {
		return nil, ErrTooLarge
	}
	data := make([]byte, 0, file.Size()+1) // so that one read more meets the end
	for {
		n, err := file.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case err == io.EOF:
			return data, nil
		case err != nil:
			return nil, err
		case int64(len(data)) > max:
			return nil, ErrTooLarge
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}
