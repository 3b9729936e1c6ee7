// Pictures draws the pictures of the README as SVG, each in light and dark:
//
//	go run ./testdata/cmd/pictures DIR
//
// One shows how credentials reach a sandbox; the other is what 'amika-extract
// --list' prints on a terminal, taken from the program itself. With -check,
// nothing is written: it fails if a file is not what it would be. See `make
// pictures`.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "write nothing, and fail if a picture is not what it would be")
	flag.Parse()
	do := write
	if *check {
		do = compare
	}
	if err := run(flag.Args(), do); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run draws each picture and does something with each and its path.
func run(args []string, do func(path, text string) error) error {
	if len(args) != 1 {
		return errors.New("usage: pictures [-check] DIR")
	}
	listing, err := list()
	if err != nil {
		return err
	}
	for _, t := range []theme{light, dark} {
		if err := do(filepath.Join(args[0], "overview-"+t.name+".svg"), overview(t)); err != nil {
			return err
		}
		if err := do(filepath.Join(args[0], "list-"+t.name+".svg"), screen(t, "$ amika-extract --list\n"+listing)); err != nil {
			return err
		}
	}
	return nil
}

func write(path, text string) error { return os.WriteFile(path, []byte(text), 0o666) }

// compare returns an error if the file does not have this text.
func compare(path, text string) error {
	is, err := os.ReadFile(path)
	if err == nil && string(is) != text {
		err = fmt.Errorf("%s is not made from the programs as they are now", path)
	}
	if err != nil {
		return fmt.Errorf("%w: run 'make pictures'", err)
	}
	return nil
}
