package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"
	"time"

	"amika.dev/pkg/regular"
)

// openAside opens a file in another process. A program that waits for a file system
// which doesn't answer can't even end; the other one is left behind. root confines
// the file if it is not nil.
func openAside(path string, root *Root) (io.ReadCloser, error) {
	within := ""
	if root != nil {
		within = root.given
	}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	// It gets none of our streams, which would keep a reader of them waiting. What
	// it writes to stderr goes nowhere, and so not into the file's text either.
	process, err := os.StartProcess("/proc/self/exe", []string{os.Args[0], Aside, within, path}, &os.ProcAttr{
		Env: []string{}, Files: []*os.File{out, in, out},
	})
	in.Close()
	if err != nil {
		out.Close()
		return nil, err
	}
	f := &asideFile{out, process}
	if err := f.start(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// An asideFile is a file that another process reads.
type asideFile struct {
	pipe    *os.File
	process *os.Process
}

// start waits for the other process to open the file.
func (f *asideFile) start() error {
	first := make([]byte, 1)
	if _, err := f.Read(first); err != nil {
		if err == io.EOF {
			err = errors.New("the process that reads it has ended")
		}
		return err
	}
	if first[0] == '+' {
		return nil
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if code, err := strconv.Atoi(string(text)); err == nil {
		return syscall.Errno(code)
	}
	return constError(text)
}

func (f *asideFile) Read(p []byte) (int, error) {
	_ = f.pipe.SetReadDeadline(time.Now().Add(maxStall))
	n, err := f.pipe.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errStalled
	}
	return n, err
}

func (f *asideFile) Close() error {
	_ = f.process.Kill()
	go func() { _, _ = f.process.Wait() }() // which may hang
	return f.pipe.Close()
}

// Serve is the command [Aside]. Its arguments are the directory that confines the
// file, which may be empty, and the file. It writes "+" and the file's text, or "-"
// and the error.
func Serve(w io.Writer, args []string) error {
	if len(args) != 2 {
		return nil
	}
	f, err := serve(args[0], args[1])
	if err != nil {
		text := err.Error()
		if code := syscall.Errno(0); errors.As(err, &code) {
			text = strconv.Itoa(int(code))
		} else if errors.Is(err, fs.ErrNotExist) {
			text = strconv.Itoa(int(syscall.ENOENT))
		}
		_, err = io.WriteString(w, "-"+text)
		return err
	}
	defer f.Close()
	if _, err := io.WriteString(w, "+"); err != nil {
		return err
	}
	return regular.Copy(w, f)
}

func serve(within, path string) (io.ReadCloser, error) {
	if within == "" {
		return openRegular(path)
	}
	root, err := openRoot(within)
	if err != nil {
		return nil, err
	}
	return root.open(path)
}
