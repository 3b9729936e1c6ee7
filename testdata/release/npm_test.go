//go:build linux && !race

package release

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// npmRegistry serves packages as npm's registry does.
func npmRegistry(t *testing.T, dir string) string {
	t.Helper()
	s := newServer(t, make(map[string][]byte))
	paths, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(paths) != 7 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		text := run(t, dir, "tar", "-xzOf", path, "package/package.json")
		var manifest map[string]any
		if err := json.Unmarshal([]byte(text), &manifest); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, version := manifest["name"].(string), manifest["version"].(string)
		sum := sha512.Sum512(content)
		file := "/files/" + filepath.Base(path)
		manifest["dist"] = map[string]string{"tarball": s.URL + file, "integrity": "sha512-" + base64.StdEncoding.EncodeToString(sum[:])}
		document, err := json.Marshal(map[string]any{
			"name": name, "dist-tags": map[string]string{"latest": version}, "versions": map[string]any{version: manifest},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.files["/"+name], s.files[file] = document, content
	}
	return s.URL
}

// TestSnapshotNPM installs the npm packages from a registry on loopback and runs
// the programs by their wrappers.
func TestSnapshotNPM(t *testing.T) {
	dir, version := snapshot(t)
	for _, program := range []string{"npm", "node", "unzip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	made, home := t.TempDir(), t.TempDir()
	run(t, dir, filepath.Join(root, ".release", "npm.sh"), dir, made)
	url := npmRegistry(t, made)
	write(t, filepath.Join(home, ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-fake"}`)
	npm := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir = home
		cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "npm_config_registry=" + url, "npm_config_cache=" + filepath.Join(home, "cache"),
			"npm_config_update_notifier=false", "npm_config_audit=false", "npm_config_fund=false"}
		return cmd
	}
	must := func(cmd *exec.Cmd) string {
		t.Helper()
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v\n%s%s", cmd.Args, err, out, &errs)
		}
		return string(out)
	}

	prefix := filepath.Join(home, "global")
	must(npm("npm", "install", "--global", "--ignore-scripts", "--prefix", prefix, "@amika/amika"))
	bin := filepath.Join(prefix, "bin")
	if out := must(npm(filepath.Join(bin, "amika"), "version")); strings.Count(out, " "+version+" (") != 3 {
		t.Errorf("amika version prints %s", out)
	}
	if out := must(npm("npx", "--yes", "@amika/amika", "auth", "extract")); out != "OPENAI_API_KEY='sk-fake'\nCODEX_API_KEY='sk-fake'\n" {
		t.Errorf("amika auth extract prints %q", out)
	}
	// A hint can be followed, here and after npx.
	wrong := func(cmd *exec.Cmd) string {
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	called := npm(filepath.Join(bin, "amika"), "auth", "extract", "--oops")
	called.Env = append(called.Env, "PATH="+bin+":"+os.Getenv("PATH"))
	if out := wrong(called); !strings.HasSuffix(out, "'amika auth extract -h'\n") {
		t.Errorf("amika says %s", out)
	}
	if out := wrong(npm("npx", "--yes", "@amika/amika", "auth", "extract", "--oops")); !regexp.MustCompile(`'"?/\S+/cli-linux-\w+/bin/amika"? auth extract -h'\n$`).MatchString(out) {
		t.Errorf("npx says %s", out)
	}
	modules := filepath.Join(prefix, "lib", "node_modules", "@amika", "amika", "node_modules", "@amika")
	if entries, err := os.ReadDir(modules); err != nil || len(entries) != 1 {
		t.Errorf("installed are %v (%v)", entries, err)
	}

	// Exit statuses are passed on.
	for _, c := range []struct {
		args string
		want int
	}{{"auth extract --oops", 2}, {"auth extract --require anthropic", 4}, {"auth extract -- no-such-program", 127}, {"auth extract -- sh -c exit\t7", 7}} {
		var args []string
		for arg := range strings.SplitSeq(c.args, " ") {
			args = append(args, strings.ReplaceAll(arg, "\t", " "))
		}
		cmd := npm(filepath.Join(bin, "amika"), args...)
		cmd.Run()
		if is := cmd.ProcessState.ExitCode(); is != c.want {
			t.Errorf("amika %s ends with %d, want %d", c.args, is, c.want)
		}
	}
	// So are signals, to the program and from it.
	for signal, script := range map[syscall.Signal]string{
		syscall.SIGTERM: "echo ready; read never", syscall.SIGHUP: "echo ready; read never", syscall.SIGINT: "echo ready; read never", syscall.SIGKILL: "kill -KILL $$",
	} {
		cmd := npm(filepath.Join(bin, "amika-extract"), "--", "sh", "-c", script)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if signal != syscall.SIGKILL {
			out.Read(make([]byte, 1))
			cmd.Process.Signal(signal)
		}
		cmd.Wait()
		in.Close()
		if is := cmd.ProcessState.Sys().(syscall.WaitStatus); !is.Signaled() || is.Signal() != signal {
			t.Errorf("%v: ended with %v", signal, cmd.ProcessState)
		}
	}

	// Without the platform's package, the way out is said.
	for _, name := range []string{"cli-linux-x64", "cli-linux-arm64"} {
		if err := os.RemoveAll(path.Join(modules, name)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := npm(filepath.Join(bin, "amika"), "version")
	out, _ := cmd.CombinedOutput()
	cpu := map[string]string{"amd64": "x64", "arm64": "arm64"}[runtime.GOARCH]
	if cmd.ProcessState.ExitCode() != 127 || !strings.HasPrefix(string(out), "amika: finding the program for this platform: @amika/cli-linux-"+cpu+" is not installed\nhint: ") {
		t.Errorf("ended with %v: %s", cmd.ProcessState, out)
	}
}
