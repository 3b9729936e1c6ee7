// Manual writes the manual page of each program, and its help into its README,
// from the same text, so that they can't disagree:
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
	"regexp"
	"time"

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

// run makes the files of each program and calls do with the path and content of
// each.
func run(args []string, do func(path, text string) error) error {
	if len(args) != 1 {
		return errors.New("usage: manual [-check] DIR")
	}
	log, _ := os.ReadFile(filepath.Join(args[0], "CHANGELOG.md")) // without it, nothing is released
	version := released(string(log))
	roots := []*command.Command{amika.Tree(), extract.Tree(), login.Tree()}
	for _, root := range roots {
		dir := filepath.Join(args[0], root.Name)
		page := filepath.Join(dir, root.Name+".1")
		if err := do(page, dated(page, func(date string) string { return manual(root, roots, date, version) })); err != nil {
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

// dated returns the page with the date in the file if they are otherwise the
// same, and else with today's.
func dated(path string, page func(date string) string) string {
	is, _ := os.ReadFile(path) // there may be none yet
	if header := header.FindSubmatch(is); header != nil {
		if same := page(string(header[1])); same == string(is) {
			return same
		}
	}
	return page(time.Now().UTC().Format(time.DateOnly))
}

var (
	header  = regexp.MustCompile(`(?m)^\.TH \S+ 1 (\d{4}-\d\d-\d\d) `)
	section = regexp.MustCompile(`(?m)^## \[?v?(\d[^\s\]]*)`)
)

// released returns the latest version in the changelog.
func released(log string) string {
	if heading := section.FindStringSubmatch(log); heading != nil {
		return heading[1]
	}
	return "0.0.0-dev"
}

func write(path, text string) error { return os.WriteFile(path, []byte(text), 0o666) }

// compare returns an error if the file does not have this text.
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
