// Bill writes the bill of materials of a release's archive, in CycloneDX: the
// programs that are in it, and the modules that the go command recorded in them.
// It is the same each time for the same archive.
//
//	go run ./testdata/cmd/bill [-o FILE] ARCHIVE
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	out := flag.String("o", "/dev/stdout", "the file to write")
	flag.Parse()
	if err := run(*out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bill:", err)
		os.Exit(1)
	}
}

func run(out string, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bill [-o FILE] ARCHIVE")
	}
	programs, err := unpack(args[0])
	if err != nil {
		return err
	}
	bom, err := bill(filepath.Base(args[0]), programs)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := cdx.NewBOMEncoder(&b, cdx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cdx.SpecVersion1_5); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o666)
}

// program is a file of an archive that Go has built.
type program struct {
	name    string
	content []byte
	info    *buildinfo.BuildInfo
}

// bill returns the bill of materials of an archive: each program, with the
// modules that it depends on.
func bill(archive string, programs []program) (*cdx.BOM, error) {
	if len(programs) == 0 {
		return nil, errors.New(archive + " has no program that Go has built")
	}
	bom := cdx.NewBOM()
	root := cdx.Component{BOMRef: archive, Type: cdx.ComponentTypeFile, Name: archive}
	bom.Metadata = &cdx.Metadata{Component: &root}
	var components []cdx.Component
	var contents []string
	var dependencies []cdx.Dependency
	seen := make(map[string]bool)
	library := func(path, version string) string {
		url := "pkg:golang/" + path + "@" + version
		if !seen[url] {
			seen[url] = true
			components = append(components, cdx.Component{BOMRef: url, Type: cdx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: url})
		}
		return url
	}
	for _, p := range programs {
		sum := fmt.Sprintf("%x", sha256.Sum256(p.content))
		components = append(components, cdx.Component{
			BOMRef: p.name, Type: cdx.ComponentTypeApplication, Name: p.name,
			Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: sum}},
		})
		contents = append(contents, p.name)
		release, _, _ := strings.Cut(strings.TrimPrefix(p.info.GoVersion, "go"), "-X:") // what follows are experiments
		needs := []string{library("std", release)}
		for _, dep := range p.info.Deps {
			if dep.Version != "(devel)" { // our own, which is the program
				needs = append(needs, library(dep.Path, dep.Version))
			}
		}
		dependencies = append(dependencies, cdx.Dependency{Ref: p.name, Dependencies: &needs})
	}
	dependencies = append(dependencies, cdx.Dependency{Ref: archive, Dependencies: &contents})
	bom.Components, bom.Dependencies = &components, &dependencies
	return bom, nil
}

// unpack returns the programs of a .tar.gz or .zip file, in its order.
func unpack(name string) ([]program, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var programs []program
	add := func(name string, content []byte) {
		if info, err := buildinfo.Read(bytes.NewReader(content)); err == nil {
			programs = append(programs, program{path.Base(name), content, info})
		}
	}
	each := eachOfTar
	if strings.HasSuffix(name, ".zip") {
		each = eachOfZip
	}
	err = each(data, add)
	return programs, err
}

func eachOfZip(data []byte, do func(name string, content []byte)) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		do(file.Name, content)
	}
	return nil
}

func eachOfTar(data []byte, do func(name string, content []byte)) error {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	for archive := tar.NewReader(r); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		content, err := io.ReadAll(archive)
		if err != nil {
			return err
		}
		do(header.Name, content)
	}
}
