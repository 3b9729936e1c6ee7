//go:build unix && !race

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// version is one that nobody released.
const version = "0.987.6-rc.1"

// repository makes a repository of the files as they are here, with one commit.
func repository(t *testing.T) string {
	t.Helper()
	if os.Getenv("GOWORK") == "off" {
		t.Skip("make works in the workspace")
	}
	if testing.CoverMode() != "" {
		t.Skip("make test runs it")
	}
	if os.Getenv("GOARCH") != "" {
		t.Skip("go install with GOBIN is for this processor")
	}
	here, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	names, err := exec.Command("git", "-C", here, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skip("this is no clone")
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(here, name))
		if os.IsNotExist(err) {
			continue // removed, which is not committed yet
		} else if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"init", "--quiet"}, {"config", "user.name", "Tester"}, {"config", "user.email", "tester@example.com"},
		{"add", "--all"}, {"commit", "--quiet", "--message", "All"},
	} {
		if _, err := git(dir, args...); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// makeRelease makes the target, as a person does.
func makeRelease(dir, version string) (string, error) {
	cmd := exec.Command("make", "-C", dir, "release", "VERSION="+version)
	cmd.Env = append(cmd.Environ(), "MAKEFLAGS=")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestRelease releases the modules and installs the programs from the tags, as
// `go install` does it from the repository and from a module proxy.
func TestRelease(t *testing.T) {
	t.Parallel()
	repo := repository(t)
	before, err := git(repo, "rev-parse", "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	out, err := makeRelease(repo, version)
	if err != nil || !strings.Contains(out, "git push --atomic origin v"+version+" pkg/v"+version+" ") {
		t.Fatalf("%v\n%s", err, out)
	}
	// The branch stays as it was, and git describes it by the version.
	for want, args := range map[string][]string{
		before:        {"rev-parse", "HEAD"},
		"":            {"status", "--porcelain"},
		"v" + version: {"describe", "--tags", "--match", "v[0-9]*"},
		repo:          {"-C", ".", "rev-parse", "--show-toplevel"},
		"Release " + version + "\npkg " + version: {"log", "--format=%s", "HEAD..amika/v" + version},
	} {
		if is, err := git(repo, args...); err != nil || is != want {
			t.Errorf("git %v prints %q, want %q (%v)", args, is, want, err)
		}
	}
	if trees, err := git(repo, "worktree", "list"); err != nil || strings.Contains(trees, "\n") {
		t.Errorf("a worktree is left: %s (%v)", trees, err)
	}

	temp := t.TempDir()
	modules, err := output(repo, "", nil, "go", "env", "GOMODCACHE")
	if err != nil {
		t.Fatal(err)
	}
	others := "file://" + filepath.Join(modules, "cache", "download")
	web := website(t, repo)
	install := func(cache, query string, env ...string) {
		t.Helper()
		bin := filepath.Join(temp, cache, "bin")
		env = append(env, "GOWORK=off", "GOFLAGS=-modcacherw", "CGO_ENABLED=0", "GOTOOLCHAIN=local",
			"GOMODCACHE="+filepath.Join(temp, cache), "GOBIN="+bin, "GONOSUMDB=*", "GOSUMDB=off")
		for _, program := range programs {
			if _, err := output(temp, "", env, "go", "install", "-trimpath", "amika.dev/"+program+"@"+query); err != nil {
				t.Fatal(err)
			}
		}
		out, err := output(temp, "", nil, filepath.Join(bin, "amika"), "version")
		for _, program := range programs {
			want := fmt.Sprintf("%s %s (%s, %s/%s, %s)", program, version, before[:12], runtime.GOOS, runtime.GOARCH, runtime.Version())
			if !strings.Contains(out, want) {
				t.Errorf("from the %s, amika version prints no %q (%v):\n%s", cache, want, err, out)
			}
		}
	}
	// From the repository, whose address the go command finds on the website.
	// With the pre-release being the only version, it is the latest.
	install("website", "latest", "GOPROXY="+others, "GONOPROXY=amika.dev", "GOINSECURE=amika.dev,git.example.com",
		"http_proxy="+web, "HTTP_PROXY="+web, "HTTPS_PROXY="+web, "NO_PROXY=", "no_proxy=", "GIT_TERMINAL_PROMPT=0")
	// What the go command has downloaded is what a proxy has.
	proxy := "GOPROXY=file://" + filepath.Join(temp, "website", "cache", "download") + "," + others
	install("proxy", "v"+version, proxy)

	// Who checks out a tag builds a module with the sums that the go command found.
	clone := filepath.Join(temp, "clone")
	if _, err := git(temp, "clone", "--quiet", "--branch", "amika-login/v"+version, repo, clone); err != nil {
		t.Fatal(err)
	}
	env := []string{"GOWORK=off", "GOFLAGS=-modcacherw", "GOMODCACHE=" + filepath.Join(temp, "proxy"), "GONOSUMDB=*", "GOSUMDB=off", proxy}
	for _, program := range programs {
		if _, err := output(filepath.Join(clone, program), "", env, "go", "build", "-trimpath", "-o", os.DevNull, "."); err != nil {
			t.Error(err)
		}
	}
}

// website serves, to whoever asks it as a proxy, amika.dev with the address of
// the repository, and the repository itself.
func website(t *testing.T, repo string) string {
	t.Helper()
	bare := filepath.Join(t.TempDir(), "amika.git")
	for _, args := range [][]string{{"clone", "--quiet", "--bare", repo, bare}, {"-C", bare, "update-server-info"}} {
		if _, err := git(repo, args...); err != nil {
			t.Fatal(err)
		}
	}
	files := http.StripPrefix("/amika.git/", http.FileServer(http.Dir(bare)))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet && r.URL.Host == "amika.dev" && r.URL.Query().Get("go-get") == "1":
			fmt.Fprint(w, `<meta name="go-import" content="amika.dev git http://git.example.com/amika.git">`)
		case r.Method == http.MethodGet && r.URL.Host == "git.example.com":
			files.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(web.Close)
	return web.URL
}

// TestReleaseRefuses checks that nothing is made if something is wrong.
func TestReleaseRefuses(t *testing.T) {
	t.Parallel()
	repo := repository(t)
	change := func(name, text string) {
		t.Helper()
		path := filepath.Join(repo, name)
		was, _ := os.ReadFile(path)
		if err := os.WriteFile(path, append(was, text...), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	commit := func() {
		t.Helper()
		if _, err := git(repo, "commit", "--quiet", "--all", "--message", "Change"); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(version, why string) {
		t.Helper()
		before, _ := git(repo, "for-each-ref")
		out, err := makeRelease(repo, version)
		if err == nil || !strings.Contains(out, "release: "+why) {
			t.Errorf("%s: ended with %v:\n%s", version, err, out)
		}
		if after, _ := git(repo, "for-each-ref"); after != before {
			t.Errorf("%s: there are new refs:\n%s", version, after)
		}
		if trees, _ := git(repo, "worktree", "list"); strings.Contains(trees, "\n") {
			t.Errorf("%s: a worktree is left: %s", version, trees)
		}
	}
	for _, odd := range []string{"1", "1.0", "2.0.0", "1.0.0+build", "main", "-f", "1.0.0 -f", "v", ""} {
		refused(odd, "the version must be like 0.1.0")
	}
	if out, err := exec.Command("make", "-C", repo, "release").CombinedOutput(); err == nil || !strings.Contains(string(out), "usage: make release VERSION=0.1.0") {
		t.Errorf("without a version: ended with %v:\n%s", err, out)
	}
	change("README.md", "More.\n")
	refused(version, "there is something that is not committed")
	commit()
	for _, tag := range []string{"v" + version, "amika-extract/v" + version} {
		if _, err := git(repo, "tag", tag); err != nil {
			t.Fatal(err)
		}
		refused(version, "the tag "+tag+" is there already")
		if _, err := git(repo, "tag", "--delete", tag); err != nil {
			t.Fatal(err)
		}
	}
	change("amika-login/go.mod", "\nreplace example.com/other => ../other\n")
	commit()
	refused(version, "amika-login: go.mod replaces example.com/other, so that nobody could install it")
}
