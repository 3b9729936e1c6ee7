//go:build unix

package testdata

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

// TestAloneTogether runs amika in a root directory that holds only the programs. It
// finds the others beside itself although there is no /proc to say where that is.
func TestAloneTogether(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change the root directory")
	}
	t.Parallel()
	bin, root := built(t), t.TempDir()
	for _, name := range []string{"amika", "amika-extract"} {
		if err := os.Link(filepath.Join(bin, name), filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(root, "home", ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-openai"}`)
	for _, argv := range [][]string{{"/amika"}, {"./amika"}, {"amika"}} {
		cmd := &exec.Cmd{
			Path: "/amika", Args: append(argv, "auth", "extract"), Dir: "/",
			Env: []string{"HOME=/home", "PATH=/"}, SysProcAttr: &syscall.SysProcAttr{Chroot: root},
		}
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "OPENAI_API_KEY='sk-openai'\nCODEX_API_KEY='sk-openai'\n" {
			t.Errorf("%s: %v, %s", argv, err, out)
		}
	}
	cmd := &exec.Cmd{Path: "/amika", Args: []string{"/amika", "version"}, Dir: "/", SysProcAttr: &syscall.SysProcAttr{Chroot: root}}
	if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), ")  /amika-extract\n") || strings.Contains(string(out), "unknown)  ") {
		t.Errorf("version: %v, %s", err, out)
	}
}

// TestAlone runs amika-login in a root directory that holds nothing else, as in a
// container built from scratch.
func TestAlone(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change the root directory")
	}
	t.Parallel()
	bin, root := built(t), t.TempDir()
	if err := os.Link(filepath.Join(bin, "amika-login"), filepath.Join(root, "amika-login")); err != nil {
		t.Fatal(err)
	}
	_, url := serve(t, &authtest.Server{Interval: time.Second, ApproveAfter: 1})
	run := func(stdin string, args ...string) (stdout, stderr string) {
		t.Helper()
		cmd := exec.Command("/amika-login", args...)
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
		cmd.Env = []string{"AMIKA_STATE_DIRECTORY=/state", "AMIKA_WORKOS_API_URL=" + url}
		cmd.Stdin = strings.NewReader(stdin)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, &errs)
		}
		return out.String(), errs.String()
	}

	if stdout, stderr := run(""); stdout != "Logged in as dev@example.com\n" || !strings.Contains(stderr, "WXYZ-BBBC") {
		t.Errorf("login: stdout %q, stderr %q", stdout, stderr)
	}
	if stdout, stderr := run("", "status"); !strings.Contains(stdout, "dev@example.com") || stderr != "" {
		t.Errorf("status: stdout %q, stderr %q", stdout, stderr)
	}
	if stdout, stderr := run("", "token"); !strings.HasPrefix(stdout, "eyJ") || stderr != "" {
		t.Errorf("token: stdout %q, stderr %q", stdout, stderr)
	}
	run("amk_key\n", "--api-key-file", "-")
	if stdout, stderr := run("", "token"); stdout != "amk_key\n" || stderr != "" {
		t.Errorf("token: stdout %q, stderr %q", stdout, stderr)
	}
	run("", "logout")
	for _, name := range entries(t, root) {
		if name != "amika-login" && name != "state" {
			t.Errorf("the program made /%s", name)
		}
	}
	for _, name := range entries(t, filepath.Join(root, "state")) {
		if !strings.HasSuffix(name, ".lock") {
			t.Errorf("/state/%s is left", name)
		}
	}
}
