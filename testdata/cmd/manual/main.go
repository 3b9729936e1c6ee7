// Manual writes the manual page of each program, from the same text as its
// help, so that the two can't tell different things:
//
//	go run ./testdata/cmd/manual DIR
//
// DIR is the directory of the repository. With -check, nothing is written: it
// fails if a page is not what it would be. See `make docs`.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	extract "amika.dev/amika-extract/cli"
	login "amika.dev/amika-login/cli"
	amika "amika.dev/amika/cli"
	"amika.dev/pkg/command"
)

func main() {
	check := flag.Bool("check", false, "write nothing, and fail if a page is not what it would be")
	flag.Parse()
	do := write
	if *check {
		do = compare
	}
	if err := run(flag.Args(), do); err != nil {
		fmt.Fprintln(os.Stderr, "manual:", err)
		os.Exit(1)
	}
}

// run makes the page of each program and does something with it and its path.
func run(args []string, do func(path, page string) error) error {
	if len(args) != 1 {
		return errors.New("usage: manual [-check] DIR")
	}
	roots := []*command.Command{amika.Tree(), extract.Tree(), login.Tree()}
	for _, root := range roots {
		path := filepath.Join(args[0], root.Name, root.Name+".1")
		if err := do(path, manual(root, roots)); err != nil {
			return err
		}
	}
	return nil
}

func write(path, page string) error { return os.WriteFile(path, []byte(page), 0o666) }

// compare is an error if the file is not the page.
func compare(path, page string) error {
	text, err := os.ReadFile(path)
	if err == nil && string(text) != page {
		err = fmt.Errorf("%s is not made from the help as it is now", path)
	}
	if err != nil {
		return fmt.Errorf("%w: run 'make docs'", err)
	}
	return nil
}
