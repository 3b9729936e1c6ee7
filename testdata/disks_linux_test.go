package testdata

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"golang.org/x/sys/unix"
)

func pemOf(certificate []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
}

// A disk is a directory for state in a hard place, with a server.
type disk struct {
	dir       string
	server    *authtest.Server
	variables []string
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{dir: t.TempDir()}
	var url string
	d.server, url = serve(t, &authtest.Server{ApproveAfter: 1, Interval: time.Second})
	d.variables = []string{"AMIKA_STATE_DIRECTORY=" + d.dir, "AMIKA_WORKOS_API_URL=" + url}
	return d
}

// want runs amika-login and checks its status, that no secret is on stderr, and
// what is on stderr: "" for nothing.
func (d *disk) want(t *testing.T, status int, stderr string, args ...string) {
	t.Helper()
	got, _, errs := runLogin(t, d.variables, args...)
	if got != status || !strings.Contains(errs, stderr) || stderr == "" && errs != "" {
		t.Errorf("%s: status %d, want %d; stderr %q, want %q", args, got, status, errs, stderr)
	}
	if strings.Contains(errs, "authtest-") || strings.Contains(errs, "eyJ") || strings.Contains(errs, "amk_") {
		t.Errorf("%s: a secret shows: %s", args, errs)
	}
}

// TestReadOnlyState has a directory that is mounted read-only, as people lend a
// login to a container.
func TestReadOnlyState(t *testing.T) {
	t.Parallel()
	if !inNamespaces(t) {
		return
	}
	loopbackUp(t)
	d := newDisk(t)
	tokens := d.server.Login(time.Hour)
	store(t, d.dir, tokens)
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("amk_key"), 0o600); err != nil {
		t.Fatal(err)
	}
	mount(t, d.dir, d.dir, "", unix.MS_BIND, "")
	mount(t, "", d.dir, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, "")
	const way = "\nhint: "
	d.want(t, 0, "", "token")
	d.want(t, 0, "", "status")
	d.want(t, 1, "read-only file system", "--api-key-file", key)
	d.want(t, 1, "AMIKA_STATE_DIRECTORY", "--api-key-file", key)
	d.want(t, 1, way, "--no-browser")
	d.want(t, 1, way, "--no-wait")
	d.want(t, 1, way, "logout", "--local")
	d.want(t, 1, "workos-session.json", "logout", "--local")
	if _, _, errs := runLogin(t, d.variables, "logout", "--local"); strings.Contains(errs, "api-key.json") {
		t.Errorf("logout names a file that does not exist: %s", errs)
	}
	if n := len(d.server.Requests()); n > 0 {
		t.Errorf("%d requests were made", n)
	}
}

// TestReadOnlyEmpty logs out where nothing is stored and nothing could be.
func TestReadOnlyEmpty(t *testing.T) {
	t.Parallel()
	if !inNamespaces(t) {
		return
	}
	d := newDisk(t)
	mount(t, d.dir, d.dir, "", unix.MS_BIND, "")
	mount(t, "", d.dir, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, "")
	d.want(t, 0, "", "logout")
}

// TestFullDisk has no room for anything new. What is there can be used, and
// logging out makes room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !inNamespaces(t) {
		return
	}
	loopbackUp(t)
	d := newDisk(t)
	mount(t, "tmpfs", d.dir, "tmpfs", 0, "size=64k,mode=700")
	store(t, d.dir, d.server.Login(time.Hour))
	file, err := os.Create(filepath.Join(d.dir, "full"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	_ = file.Close()
	d.want(t, 0, "", "token")
	d.want(t, 1, "no space left on device", "--no-browser")
	d.want(t, 1, "\nhint: ", "--no-wait")
	if n := len(d.server.Requests()); n > 0 {
		t.Errorf("%d requests were made", n)
	}
	d.want(t, 0, "", "logout", "--local")
	if left := entries(t, d.dir); slices.Contains(left, "workos-session.json") {
		t.Errorf("left: %q", left)
	}
	d.want(t, 4, "", "status", "--quiet")
}

func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	if err := unix.Mount(source, target, kind, flags, data); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(target, unix.MNT_DETACH) })
}

// TestAnotherUser has a state directory, or a home, that belongs to root.
func TestAnotherUser(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can be two users")
	}
	const nobody = 65534
	root, err := os.MkdirTemp("", "amika-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	program := filepath.Join(root, "amika-login")
	home := filepath.Join(root, "home")
	for _, err := range []error{
		os.Chmod(root, 0o755), os.Link(filepath.Join(programs(t), "amika-login"), program), os.Mkdir(home, 0o755),
		os.WriteFile(filepath.Join(root, "key"), []byte("amk_key"), 0o644),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	server, url := serve(t, new(authtest.Server))
	run := func(user uint32, status int, part string, args ...string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = environ("HOME="+home, "AMIKA_WORKOS_API_URL="+url)
		cmd.Dir = root
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != status || !strings.Contains(string(out), part) {
			t.Errorf("%s as %d: status %d, want %d; %q, want %q", args, user, got, status, out, part)
		}
	}
	// A home that can't be written.
	run(nobody, 1, "AMIKA_STATE_DIRECTORY", "--api-key-file", "key")
	run(nobody, 1, "permission denied", "--no-wait")
	run(nobody, 4, "\nhint: ", "status")
	run(nobody, 0, "Nobody was logged in", "logout", "--local")
	// What root makes in the home of somebody else belongs to them.
	if err := os.Chown(home, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	run(0, 0, "Stored the API key", "--api-key-file", "key")
	run(0, 0, "WXYZ", "--no-wait")
	run(nobody, 0, "amk_key", "token")
	run(nobody, 0, "Stored the API key", "--api-key-file", "key")
	run(nobody, 0, "Removed the API key", "logout", "--local")
	run(0, 0, "Stored the API key", "--api-key-file", "key")
	// What root has locked away can't be used, and the way out is named.
	state := filepath.Join(home, ".local", "state", "amika")
	if err := os.Chown(state, 0, 0); err != nil { // its mode is 0700
		t.Fatal(err)
	}
	run(nobody, 1, "\nhint: ", "--api-key-file", "key")
	run(nobody, 1, "\nhint: ", "--no-wait")
	run(nobody, 1, "amika-login: logging out: entering the directory "+state+": permission denied\nhint: ", "logout", "--local")
	run(nobody, 1, "amika-login: checking the credential: entering the directory "+state+": permission denied\nhint: ", "status")
	run(nobody, 1, "amika-login: getting a token: entering the directory "+state+": permission denied\nhint: ", "token")
	if n := server.Count(authtest.Device); n != 1 {
		t.Errorf("%d codes were requested", n)
	}
}
