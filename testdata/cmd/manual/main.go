// Manual writes the manual page of each program, and its help into its README,
// from the same text, so that they can't tell different things:
//
//	go run ./testdata/cmd/manual DIR
//
// DIR is the directory of the repository. With -check, nothing is written: it
// fails if a file is not what it would be. See `make docs`.
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

// run makes the files of each program and does something with each and its path.
func run(args []string, do func(path, text string) error) error {
	if len(args) != 1 {
		return errors.New("usage: manual [-check] DIR")
	}
	roots := []*command.Command{amika.Tree(), extract.Tree(), login.Tree()}
	for _, root := range roots {
		dir := filepath.Join(args[0], root.Name)
		if err := do(filepath.Join(dir, root.Name+".1"), manual(root, roots)); err != nil {
			return err
		}
		path := filepath.Join(dir, "README.md")
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		readme, err := shown(string(text), root)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := do(path, readme); err != nil {
			return err
		}
	}
	return nil
}

func write(path, text string) error { return os.WriteFile(path, []byte(text), 0o666) }

// compare is an error if the file does not have this text.
func compare(path, text string) error {
	is, err := os.ReadFile(path)
	if err == nil && string(is) != text {
		err = fmt.Errorf("%s is not made from the help as it is now", path)
	}
	if err != nil {
		return fmt.Errorf("%w: run 'make docs'", err)
	}
	return nil
}
