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

	"amika.dev/pkg/workostest"
)

// TestAlone logs in where there is nothing but the program: in an empty root
// directory, as a container that is made from scratch has it.
func TestAlone(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change the root directory")
	}
	t.Parallel()
	bin, root := t.TempDir(), t.TempDir()
	if out, err := exec.Command("make", "-C", "..", "build", "BIN="+bin).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.Link(filepath.Join(bin, "amika-login"), filepath.Join(root, "amika-login")); err != nil {
		t.Fatal(err)
	}
	_, url := serve(t, &workostest.Server{Interval: time.Second, ApproveAfter: 1})
	run := func(stdin string, args ...string) (stdout, stderr string) {
		t.Helper()
		cmd := exec.Command("/amika-login", args...)
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
		cmd.Env = []string{"GORACE=" + quickExit, "AMIKA_STATE_DIRECTORY=/state", "AMIKA_WORKOS_API_URL=" + url}
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
