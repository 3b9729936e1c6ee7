package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

// pkg is the module that the programs require.
const pkg = "amika.dev/pkg"

// publish makes the module in a directory one that others can install: it
// requires pkg as it is in a file proxy, and replaces nothing.
func publish(dir, version, proxy, cache string) error {
	path := filepath.Join(dir, "go.mod")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	mod, err := modfile.Parse(path, text, nil)
	if err != nil {
		return err
	}
	if err := errors.Join(mod.DropReplace(pkg, ""), mod.AddRequire(pkg, version)); err != nil {
		return err
	}
	mod.Cleanup()
	if len(mod.Replace) > 0 {
		return fmt.Errorf("go.mod replaces %s, so that nobody could install it", mod.Replace[0].Old.Path)
	}
	if text, err = mod.Format(); err != nil {
		return err
	}
	if err := os.WriteFile(path, text, 0o666); err != nil {
		return err
	}
	shared, err := output(dir, "", nil, "go", "env", "GOMODCACHE", "GOPROXY")
	if err != nil {
		return err
	}
	modules, proxies, _ := strings.Cut(shared, "\n")
	// A cache of its own: a version that is tried here must not stay in the shared one.
	env := []string{
		"GOWORK=off", "GOFLAGS=-modcacherw", "GOMODCACHE=" + cache, "GONOSUMDB=" + pkg,
		"GOPROXY=file://" + proxy + ",file://" + filepath.Join(modules, "cache", "download") + "," + proxies,
	}
	if _, err := output(dir, "", env, "go", "mod", "tidy"); err != nil {
		return err
	}
	_, err = output(dir, "", env, "go", "build", "-trimpath", "-o", os.DevNull, ".")
	return err
}

// writeModule adds the module in a directory of the repository to a file proxy,
// as the go command makes it from the commit that is checked out in tree.
func writeModule(proxy, tree, dir, version string) error {
	archive, err := git(tree, "archive", "--format=tar", "HEAD", dir, "LICENSE")
	if err != nil {
		return err
	}
	var files []modzip.File
	var gomod []byte
	for r := tar.NewReader(strings.NewReader(archive)); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		// The go command adds the repository's licence to a module without one.
		name := strings.TrimPrefix(header.Name, dir+"/")
		if header.Typeflag == tar.TypeReg {
			files = append(files, file{name, content, header.FileInfo()})
		}
		if name == "go.mod" {
			gomod = content
		}
	}
	path := modfile.ModulePath(gomod)
	base := filepath.Join(proxy, filepath.FromSlash(path), "@v", version)
	if err := os.MkdirAll(filepath.Dir(base), 0o777); err != nil {
		return err
	}
	var zip bytes.Buffer
	if err := modzip.Create(&zip, module.Version{Path: path, Version: version}, files); err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": version, "Time": time.Now().UTC().Format(time.RFC3339)})
	return errors.Join(err,
		os.WriteFile(base+".zip", zip.Bytes(), 0o666),
		os.WriteFile(base+".mod", gomod, 0o666),
		os.WriteFile(base+".info", info, 0o666))
}

// file is a file of a module.
type file struct {
	path    string
	content []byte
	info    fs.FileInfo
}

func (f file) Path() string                 { return f.path }
func (f file) Lstat() (fs.FileInfo, error)  { return f.info, nil }
func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.content)), nil }

// git runs git in a directory and returns what it prints, without the last
// line's end.
func git(dir string, args ...string) (string, error) { return output(dir, "", nil, "git", args...) }

// output runs a program in a directory, with something to read and variables of
// its own, and returns what it prints.
func output(dir, stdin string, env []string, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(cmd.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", program, args[0], err, bytes.TrimSpace(errs.Bytes()))
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
