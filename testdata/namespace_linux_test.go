package testdata

import (
	"errors"
	"io/fs"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"golang.org/x/sys/unix"
)

// inNamespaces runs the test once more, in a network and a mount table of its
// own, and reports whether it is the one that runs there.
func inNamespaces(t *testing.T) bool {
	t.Helper()
	const variable = "AMIKA_TEST_NAMESPACE"
	if os.Getenv(variable) == t.Name() {
		// What is mounted here must not show outside.
		if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
			t.Fatal(err)
		}
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), variable+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, fs.ErrPermission) || emulated && errors.Is(err, syscall.EINVAL) {
		t.Skip(err)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// loopbackUp brings up the loopback interface of a new network.
func loopbackUp(t *testing.T) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request); err != nil {
		t.Fatal(err)
	}
}

// replaceFile makes a file of the system another one.
func replaceFile(t *testing.T, path, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(file, path, "", unix.MS_BIND, ""); err != nil {
		t.Skip(err)
	}
}

// runLogin runs amika-login and returns its status and what it printed.
func runLogin(t *testing.T, variables []string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(programs(t), "amika-login"), args...)
	cmd.Env = environ(variables...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// TestDeadNameServer has a first name server that never answers. The resolver
// asks the second after 5 s, and the login must still be waiting by then.
func TestDeadNameServer(t *testing.T) {
	t.Parallel()
	if !inNamespaces(t) {
		return
	}
	loopbackUp(t)
	replaceFile(t, "/etc/resolv.conf", "nameserver 127.0.0.2\nnameserver 127.0.0.3\n")
	replaceFile(t, "/etc/hosts", "")
	listen := func(address string) net.PacketConn {
		conn, err := net.ListenPacket("udp", address+":53")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	listen("127.0.0.2") // and never reads
	go answerNames(listen("127.0.0.3"))
	server := httptest.NewTLSServer(new(authtest.Server))
	t.Cleanup(server.Close)
	certificate := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(certificate, pemOf(server.Certificate().Raw), 0o600); err != nil {
		t.Fatal(err)
	}
	variables := []string{
		"AMIKA_STATE_DIRECTORY=" + t.TempDir(), "SSL_CERT_FILE=" + certificate,
		"AMIKA_WORKOS_API_URL=https://example.com" + server.URL[strings.LastIndex(server.URL, ":"):],
	}
	began := time.Now()
	if status, _, stderr := runLogin(t, variables, "--no-wait"); status != 0 {
		t.Errorf("status %d: %s", status, stderr)
	}
	if took := time.Since(began); took < 4*time.Second {
		t.Errorf("it took %v: was the first name server asked?", took)
	}
}

// answerNames is a name server for which every name is this machine, by IPv4.
//
// https://www.rfc-editor.org/rfc/rfc1035#section-4.1
func answerNames(conn net.PacketConn) {
	query := make([]byte, 512)
	for {
		n, client, err := conn.ReadFrom(query)
		if err != nil {
			return
		}
		question := query[12:n]
		end := strings.IndexByte(string(question), 0) + 5 // the name, its type and its class
		isA := question[end-3] == 1
		answer := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question[:end]...)
		if isA {
			answer[7] = 1
			answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1)
		}
		_, _ = conn.WriteTo(answer, client)
	}
}

// TestLocalhostElsewhere has a file of hosts by which localhost is another
// machine. What is allowed over plain http to this one must not go there.
func TestLocalhostElsewhere(t *testing.T) {
	t.Parallel()
	if !inNamespaces(t) {
		return
	}
	loopbackUp(t)
	replaceFile(t, "/etc/hosts", "198.51.100.1 localhost\n")
	status, _, stderr := runLogin(t, []string{"AMIKA_STATE_DIRECTORY=" + t.TempDir(), "AMIKA_WORKOS_API_URL=http://localhost:1"}, "--no-wait")
	if status != 1 || !strings.Contains(stderr, "localhost does not lead to this machine") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

// TestUnreachable says why a server can't be reached.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	if !inNamespaces(t) {
		return
	}
	replaceFile(t, "/etc/resolv.conf", "")
	variables := []string{"AMIKA_STATE_DIRECTORY=" + t.TempDir()}
	for url, want := range map[string]string{
		"https://198.51.100.1":     "198.51.100.1: network is unreachable",
		"https://workos.example":   "workos.example: the name can't be looked up",
		"http://127.0.0.1:1":       "127.0.0.1:1: ",
		"https://[2001:db8::1]:44": "[2001:db8::1]:44: ",
	} {
		status, stdout, stderr := runLogin(t, append(variables, "AMIKA_WORKOS_API_URL="+url), "--no-wait")
		if status != 1 || stdout != "" || !strings.HasPrefix(stderr, "amika-login: logging in: "+want) || !strings.Contains(stderr, "\nhint: check the network") {
			t.Errorf("%s: status %d: %s", url, status, stderr)
		}
	}
}
