//go:build linux && !race

package release

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestSnapshotRPM installs, upgrades and erases the packages below a directory.
func TestSnapshotRPM(t *testing.T) {
	dir, version := snapshot(t)
	needs(t, "rpm", "rpmbuild", "chroot")
	root, build := t.TempDir(), t.TempDir()
	machine := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	path := func(program string) string {
		paths, err := filepath.Glob(filepath.Join(dir, program+"-[0-9]*."+machine+".rpm"))
		if err != nil || len(paths) != 1 {
			t.Fatal(program, paths, err)
		}
		return paths[0]
	}
	rpm := func(args ...string) (string, error) {
		out, err := exec.Command("rpm", append([]string{"--root", root}, args...)...).CombinedOutput()
		return string(out), err
	}
	must := func(args ...string) {
		t.Helper()
		if out, err := rpm(args...); err != nil {
			t.Fatalf("rpm %v: %v\n%s", args, err, out)
		}
	}
	must("--initdb")
	if out, err := rpm("-i", path("amika")); err == nil || !strings.Contains(out, "amika-login is needed by amika") {
		t.Errorf("amika alone: %v\n%s", err, out)
	}
	// An older version, which has nothing in it.
	write(t, filepath.Join(build, "old.spec"), "Name: amika-login\nVersion: 0.0.0\nRelease: 1\nSummary: Old\nLicense: Apache-2.0\n%description\nOld\n%files\n")
	run(t, build, "rpmbuild", "-bb", "--quiet", "--target", machine, "--define", "_topdir "+build, "old.spec")
	must("-i", filepath.Join(build, "RPMS", machine, "amika-login-0.0.0-1."+machine+".rpm"))
	must("-U", path("amika"), path("amika-login"), path("amika-extract"))
	must("-V", "amika", "amika-login", "amika-extract")
	if out := run(t, root, "chroot", root, "/usr/bin/amika", "version"); strings.Count(out, " "+version+" (") != 3 {
		t.Errorf("amika version prints %s", out)
	}
	if out, err := rpm("-e", "amika-extract"); err == nil {
		t.Errorf("amika-extract is erased from under amika: %s", out)
	}
	must("-e", "amika", "amika-login", "amika-extract")
	if left := run(t, root, "find", root, "-name", "*amika*"); left != "" {
		t.Errorf("what is left:\n%s", left)
	}
}

// TestSnapshotAPK checks the packages as apk does, the signature and the sum of
// the data, unpacks one and runs what is in it.
func TestSnapshotAPK(t *testing.T) {
	dir, version := snapshot(t)
	paths, err := filepath.Glob(filepath.Join(dir, "*.apk"))
	if err != nil || len(paths) != 6 {
		t.Fatal(paths, err)
	}
	machine := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	root := t.TempDir()
	for _, path := range paths {
		members := gzipMembers(t, path)
		if key := os.Getenv("APK_KEY"); key != "" {
			if len(members) != 3 {
				t.Fatalf("%s has %d members and no signature", path, len(members))
			}
			checkSignature(t, key, members[0], members[1])
			members = members[1:]
		}
		if len(members) != 2 {
			t.Fatalf("%s has %d members", path, len(members))
		}
		info := string(tarFiles(t, members[0])[".PKGINFO"])
		for line := range strings.Lines(info) {
			if !strings.HasPrefix(line, "#") && !strings.Contains(line, " = ") {
				t.Errorf("%s: .PKGINFO has a line without a key: %q", path, line)
			}
		}
		if want := fmt.Sprintf("datahash = %x\n", sha256.Sum256(members[1])); !strings.Contains(info, want) {
			t.Errorf("%s: .PKGINFO has no %s:\n%s", path, want, info)
		}
		if strings.Contains(info, "arch = "+machine+"\n") {
			for name, content := range tarFiles(t, members[1]) {
				write(t, filepath.Join(root, name), string(content))
			}
		}
	}
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		if out := run(t, root, filepath.Join(root, "usr", "bin", program), "--version"); !strings.HasPrefix(out, program+" "+version+" (") {
			t.Errorf("%s --version prints %s", program, out)
		}
		for _, name := range []string{"man/man1/" + program + ".1.gz", "zsh/site-functions/_" + program, "doc/" + program + "/LICENSE"} {
			if _, err := os.Stat(filepath.Join(root, "usr", "share", name)); err != nil {
				t.Error(err)
			}
		}
	}
}

// gzipMembers returns the compressed members of a file one by one.
func gzipMembers(t *testing.T, path string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var members [][]byte
	r := bytes.NewReader(data)
	for r.Len() > 0 {
		start := len(data) - r.Len()
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		z.Multistream(false)
		if _, err := io.Copy(io.Discard, z); err != nil {
			t.Fatal(err)
		}
		members = append(members, data[start:len(data)-r.Len()])
	}
	return members
}

// tarFiles returns the files of a compressed archive, which may lack its end.
func tarFiles(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string][]byte)
	for r := tar.NewReader(z); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		} else if err != nil {
			t.Fatal(err)
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		if files[header.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// checkSignature checks the signature of a package's control member by the
// private key in a file.
func checkSignature(t *testing.T, key string, signature, control []byte) {
	t.Helper()
	text, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s is no PEM file", key)
	}
	private, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	signed := tarFiles(t, signature)[".SIGN.RSA.amika.rsa.pub"]
	sum := sha1.Sum(control)
	if err := rsa.VerifyPKCS1v15(&private.PublicKey, crypto.SHA1, sum[:], signed); err != nil {
		t.Errorf("the signature is wrong: %v", err)
	}
}
