package process

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// notStarted returns the reason in err, with which the system refused to start the
// program at path, and a hint.
func notStarted(path string, err error) error {
	err = hint.Reason(err)
	program := terminal.EscapePath(filepath.Base(path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return missingInterpreter(path)
	case errors.Is(err, fs.ErrPermission):
		return hint.Wrap(err, "see that you may run it, and that its file system is not mounted with noexec")
	case errors.Is(err, syscall.ENOEXEC):
		return hint.Wrap(err, "install "+program+" for "+runtime.GOOS+"/"+runtime.GOARCH+"; a script needs a first line like #!/bin/sh")
	case errors.Is(err, syscall.E2BIG):
		return hint.Wrap(err, "give it less: the arguments and the environment are too long for the system")
	case errors.Is(err, syscall.ETXTBSY):
		return hint.Wrap(err, "try again when nothing writes to "+program+" any more")
	}
	return hint.Wrap(errors.New(terminal.Escape(err.Error())), "install "+program+" for "+runtime.GOOS+"/"+runtime.GOARCH)
}

// missingInterpreter returns the error for a file that exists, although the system
// says that it doesn't: the program that runs it is missing.
func missingInterpreter(path string) error {
	line, _, _ := strings.Cut(head(path), "\n")
	line, isScript := strings.CutPrefix(line, "#!")
	words := strings.Fields(line)
	if !isScript || len(words) == 0 {
		return hint.Wrap(errors.New("its interpreter is not there"), "install "+terminal.EscapePath(filepath.Base(path))+" as it is built for this system")
	}
	if strings.HasSuffix(line, "\r") {
		return hint.Wrap(errors.New("its first line ends in a carriage return"), "save it with the line ends of Unix")
	}
	interpreter := terminal.EscapePath(words[0])
	return hint.Wrap(fmt.Errorf("its interpreter %s is not there", interpreter), "install "+interpreter+", or name another one in its first line")
}

// head returns the beginning of a file, or "" if it can't be read.
func head(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	text, _ := io.ReadAll(io.LimitReader(file, 256))
	return string(text)
}

// isBatch reports whether path is that of a batch file. The system leaves out
// periods and spaces at its end.
func isBatch(path string) bool {
	ending := strings.ToLower(filepath.Ext(strings.TrimRight(path, ". ")))
	return ending == ".bat" || ending == ".cmd"
}

// CheckBatch returns an error if path is a batch file and cmd.exe, which runs
// it, would take something in an argument for a command: it reads them anew,
// and there is no way to quote these characters for it.
func CheckBatch(path string, args []string) error {
	if !isBatch(path) {
		return nil
	}
	for _, arg := range args {
		if strings.ContainsAny(arg, "\"%&|<>^\r\n") {
			return hint.Wrap(errors.New("an argument has a character that a batch file can't be given safely"),
				`leave out "`+` % & | < > ^ and line breaks, or run the program that the batch file runs`)
		}
	}
	return nil
}
