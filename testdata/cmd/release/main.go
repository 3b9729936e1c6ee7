// Release makes a release of the modules in the repository of the current
// directory. See `make release`.
//
//	go run ./testdata/cmd/release VERSION
//
// In the repository, the programs' modules replace amika.dev/pkg by the directory
// beside them, and `go install amika.dev/amika@VERSION` refuses a module that
// replaces anything. So the release is a commit beside the branch, without
// replace directives, that has a tag for each module. The branch's own commit
// gets the tag vVERSION. Nothing is pushed.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/semver"
)

// programs are the modules of the programs, and directories of the repository.
// They require pkg, which is released with them.
var programs = []string{"amika", "amika-login", "amika-extract"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: release VERSION")
		os.Exit(2)
	}
	tags, err := release(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
	fmt.Printf("To publish it for ever, run: git push --atomic origin %s\n", strings.Join(tags, " "))
}

// release makes the commits and the tags of a release and returns the tags. If
// it fails, there are none.
func release(version string) ([]string, error) {
	version = "v" + strings.TrimPrefix(version, "v")
	if version != semver.Canonical(version) || semver.Major(version) > "v1" {
		return nil, errors.New("the version must be like 0.1.0 or 0.1.0-rc.1, and at most 1: later ones need other module paths")
	}
	top, err := git(".", "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	if dirty, err := git(top, "status", "--porcelain"); err != nil || dirty != "" {
		return nil, errors.Join(errors.New("there is something that is not committed"), err)
	}
	tags := []string{version, "pkg/" + version}
	for _, program := range programs {
		tags = append(tags, program+"/"+version)
	}
	for _, tag := range tags {
		if there, err := git(top, "tag", "--list", tag); err != nil || there != "" {
			return nil, errors.Join(fmt.Errorf("the tag %s is there already", tag), err)
		}
	}
	if log, err := os.ReadFile(filepath.Join(top, "CHANGELOG.md")); err == nil && !strings.Contains(string(log), "\n## "+version[1:]) {
		fmt.Fprintf(os.Stderr, "release: warning: CHANGELOG.md has no section %s\n", version[1:])
	}
	branch, err := git(top, "rev-parse", "HEAD")
	if err != nil {
		return nil, err
	}
	commit, err := prepare(top, branch, version)
	if err != nil {
		return nil, err
	}
	// All of the tags or none.
	var create strings.Builder
	for _, tag := range tags {
		at := commit
		if tag == version {
			at = branch
		}
		fmt.Fprintf(&create, "create refs/tags/%s %s\n", tag, at)
	}
	_, err = output(top, create.String(), nil, "git", "update-ref", "--stdin")
	return tags, err
}

// prepare returns the commit of a release whose parent is the branch's.
func prepare(top, branch, version string) (commit string, err error) {
	temp, err := os.MkdirTemp("", "amika-release-")
	if err != nil {
		return "", err
	}
	tree := filepath.Join(temp, "tree")
	defer func() {
		_, failed := git(top, "worktree", "remove", "--force", tree)
		err = errors.Join(err, failed, os.RemoveAll(temp))
	}()
	if _, err := git(top, "worktree", "add", "--quiet", "--detach", tree, branch); err != nil {
		return "", err
	}
	if err := stamp(tree, version, branch); err != nil {
		return "", err
	}
	if _, err := git(tree, "commit", "--quiet", "--all", "--message", "pkg "+version[1:]); err != nil {
		return "", err
	}
	// The sums of this module are the same in the commit after this one, which
	// leaves pkg alone.
	proxy := filepath.Join(temp, "proxy")
	if err := writeModule(proxy, tree, "pkg", version); err != nil {
		return "", err
	}
	for _, program := range programs {
		if err := publish(filepath.Join(tree, program), version, proxy, filepath.Join(temp, "cache")); err != nil {
			return "", fmt.Errorf("%s: %w", program, err)
		}
	}
	if _, err := git(tree, "commit", "--quiet", "--all", "--message", "Release "+version[1:]); err != nil {
		return "", err
	}
	return git(tree, "rev-parse", "HEAD")
}

// stamp writes the version and the commit into pkg/command, where the linker
// writes them otherwise: the go command records no commit in what it installs.
func stamp(tree, version, commit string) error {
	path := filepath.Join(tree, "pkg", "command", "version.go")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	const empty = "\nvar version, revision string\n"
	if strings.Count(string(text), empty) != 1 {
		return fmt.Errorf("%s does not declare the version as %q", path, strings.TrimSpace(empty))
	}
	stamped := fmt.Sprintf("\nvar version, revision = %q, %q\n", version[1:], commit[:12])
	return os.WriteFile(path, []byte(strings.Replace(string(text), empty, stamped, 1)), 0o666)
}
