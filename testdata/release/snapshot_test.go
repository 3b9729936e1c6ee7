//go:build unix && !race

package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// snapshot returns the directory of a release that goreleaser has packed and its
// version.
func snapshot(t *testing.T) (dir, version string) {
	t.Helper()
	dir = os.Getenv("SNAPSHOT")
	if dir == "" {
		t.Skip("make snapshot-check runs this")
	}
	text, err := os.ReadFile(filepath.Join(dir, "metadata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var metadata struct{ Version string }
	if err := json.Unmarshal(text, &metadata); err != nil || metadata.Version == "" {
		t.Fatalf("%s has no version (%v)", text, err)
	}
	return dir, metadata.Version
}

// packedFile is a file of an archive.
type packedFile struct {
	mode    os.FileMode
	owner   string
	changed time.Time
	content []byte
}

// unpacked returns the files of a .tar.gz or .zip file.
func unpacked(t *testing.T, path string) map[string]packedFile {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".zip") {
		return unzipped(t, data)
	}
	files := make(map[string]packedFile)
	plain, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		} else if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = packedFile{header.FileInfo().Mode(), header.Uname, header.ModTime, content}
	}
}

func unzipped(t *testing.T, data []byte) map[string]packedFile {
	t.Helper()
	files := make(map[string]packedFile)
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range r.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		files[file.Name] = packedFile{file.Mode(), "root", file.Modified, text}
	}
	return files
}

// TestSnapshotArchives looks at each archive: the files that it should have and
// no others, with a program for its system and processor.
func TestSnapshotArchives(t *testing.T) {
	dir, version := snapshot(t)
	all := []string{"amika", "amika-login", "amika-extract"}
	for archive, programs := range map[string][]string{"amika": all, "amika-login": all[1:2], "amika-extract": all[2:]} {
		for _, system := range []string{"linux", "darwin", "windows"} {
			for _, processor := range []string{"amd64", "arm64"} {
				ending, exe := ".tar.gz", ""
				if system == "windows" {
					ending, exe = ".zip", ".exe"
				}
				name := fmt.Sprintf("%s_%s_%s_%s%s", archive, version, system, processor, ending)
				want := []string{"LICENSE", "NOTICE", "README.md"}
				if archive == "amika" {
					want = append(want, "CHANGELOG.md")
				}
				files := unpacked(t, filepath.Join(dir, name))
				for _, program := range programs {
					want = append(want, program+exe, "man/man1/"+program+".1", "completions/_"+program, "completions/"+program+".bash", "completions/"+program+".fish")
					info, err := buildinfo.Read(bytes.NewReader(files[program+exe].content))
					if err != nil {
						t.Errorf("%s: %s: %v", name, program, err)
						continue
					}
					for _, setting := range []string{"GOOS=" + system, "GOARCH=" + processor, "CGO_ENABLED=0", "GOEXPERIMENT=nogreenteagc", "-tags=nethttpomithttp2,stamped", "-gcflags=time=-l", "-trimpath=true"} {
						if !strings.Contains(info.String(), "build\t"+setting+"\n") {
							t.Errorf("%s: %s is not built with %s", name, program, setting)
						}
					}
				}
				checkFiles(t, name, files, want)
			}
		}
	}
}

// checkFiles holds that an archive has these files, none of them empty, for
// everybody to read.
func checkFiles(t *testing.T, name string, files map[string]packedFile, want []string) {
	t.Helper()
	var is []string
	var changed time.Time
	for path, file := range files {
		is = append(is, path)
		mode := os.FileMode(0o644)
		if !strings.Contains(path, "/") && strings.HasPrefix(path, "amika") {
			mode = 0o755
		}
		if changed.IsZero() {
			changed = file.changed
		}
		if file.mode != mode || file.owner != "root" || len(file.content) == 0 || !file.changed.Equal(changed) {
			t.Errorf("%s: %s has mode %v, owner %q, time %v and %d bytes", name, path, file.mode, file.owner, file.changed, len(file.content))
		}
	}
	slices.Sort(is)
	slices.Sort(want)
	if !slices.Equal(is, want) {
		t.Errorf("%s has\n%q\nwant\n%q", name, is, want)
	}
}

// TestSnapshotChecksums checks that checksums.txt names each file that is
// published, and that the bills of materials are those of the archives.
func TestSnapshotChecksums(t *testing.T) {
	dir, version := snapshot(t)
	text, err := os.ReadFile(filepath.Join(dir, "checksums.txt"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[string]int)
	for line := range strings.Lines(string(text)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || fmt.Sprintf("%x", sha256.Sum256(content)) != sum {
			t.Errorf("%s is not what checksums.txt says (%v)", name, err)
		}
		kinds[filepath.Ext(name)]++
	}
	for kind, want := range map[string]int{".gz": 12, ".zip": 6, ".deb": 6, ".rpm": 6, ".apk": 6, ".json": 18} {
		if kinds[kind] != want {
			t.Errorf("checksums.txt names %d files that end in %s, want %d", kinds[kind], kind, want)
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, "amika_"+version+"_linux_amd64.tar.gz.cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var bom struct {
		Components []struct{ Name, Version string }
	}
	if err := json.Unmarshal(content, &bom); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, component := range bom.Components {
		names = append(names, component.Name)
	}
	for _, want := range []string{"amika", "amika-login", "amika-extract", "std", "golang.org/x/sys"} {
		if !slices.Contains(names, want) {
			t.Errorf("the bill of materials has no %s: %q", want, names)
		}
	}
}

// TestSnapshotInstallScript installs the real archives by install.sh.
func TestSnapshotInstallScript(t *testing.T) {
	dir, version := snapshot(t)
	files := map[string][]byte{"/latest.txt": []byte(version + "\n")}
	paths, err := filepath.Glob(filepath.Join(dir, "*.t*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files["/v"+version+"/"+filepath.Base(path)] = content
	}
	for _, shell := range [][]string{{"dash"}, {"busybox", "sh"}} {
		p := newPlace(t, newServer(t, files).URL)
		if status, _, stderr := p.install(t, shell); status != 0 || stderr != "" {
			t.Errorf("%v: status %d, stderr %q", shell, status, stderr)
		}
		if out := run(t, dir, filepath.Join(p.bin, "amika"), "version"); strings.Count(out, " "+version+" (") != 3 {
			t.Errorf("%v: amika version prints %s", shell, out)
		}
	}
}
