//go:build linux && !race

package release

import (
	"bufio"
	"bytes"
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

// TestSnapshotImages makes the images in a registry on loopback, twice, and runs
// what is in them as a container does: in a root directory of its own, and as a
// user who owns nothing there.
func TestSnapshotImages(t *testing.T) {
	dir, version := snapshot(t)
	needs(t, "tar")
	crane := filepath.Join(t.TempDir(), "crane")
	if path, err := exec.LookPath("crane"); err == nil {
		crane = path
	} else {
		install := exec.Command("go", "install", "github.com/google/go-containerregistry/cmd/crane@v0.22.1")
		install.Env = append(install.Environ(), "GOBIN="+filepath.Dir(crane))
		if out, err := install.CombinedOutput(); err != nil {
			t.Skipf("crane can't be had: %v\n%s", err, out)
		}
	}
	first, second := registry(t, crane), registry(t, crane)
	script := filepath.Join(root, ".release", "images.sh")
	digests := run(t, dir, script, dir, first+"/amika", crane)
	if !regexp.MustCompile(`^amika sha256:\w{64}\namika-login sha256:\w{64}\namika-extract sha256:\w{64}\n$`).MatchString(digests) {
		t.Fatalf("the script prints %s", digests)
	}
	if again := run(t, dir, script, dir, second+"/amika", crane); again != digests {
		t.Errorf("once\n%sand then\n%s", digests, again)
	}
	// Without a registry the images are files.
	t.Cleanup(func() { os.RemoveAll(filepath.Join(dir, "images")) })
	if again := run(t, dir, script, dir, "", crane); again != digests {
		t.Errorf("in a registry\n%sand in files\n%s", digests, again)
	}
	for _, program := range []string{"amika", "amika-login", "amika-extract"} {
		for _, processor := range []string{"amd64", "arm64"} {
			run(t, dir, crane, "validate", "--tarball", "images/"+program+"_"+version+"_"+processor+".tar")
		}
	}
	export := func(program, processor string) string {
		to := t.TempDir()
		run(t, to, "sh", "-ec", `"$1" export --platform "linux/$2" "$3" - | tar -xf -`, "sh", crane, processor, first+"/amika/"+program+":"+version)
		// As a file system of a container: readable, and root's.
		run(t, to, "chmod", "755", to)
		return to
	}

	image := export("amika-extract", runtime.GOARCH)
	if is := files(t, image); strings.Join(is, "\n") != "-rw-r--r-- usr/share/doc/amika/LICENSE\n-rw-r--r-- usr/share/doc/amika/NOTICE\n-rwxr-xr-x amika-extract" {
		t.Errorf("in the image are %q", is)
	}
	write(t, filepath.Join(image, "mounted", ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-fake"}`)
	out, err := inImage(image, "", []string{"HOME=/mounted"}, "/amika-extract")
	if err != nil || out != "OPENAI_API_KEY='sk-fake'\nCODEX_API_KEY='sk-fake'\n" {
		t.Errorf("amika-extract prints %q (%v)", out, err)
	}
	config := run(t, dir, crane, "config", "--platform", "linux/"+runtime.GOARCH, first+"/amika/amika-extract:"+version)
	for _, want := range []string{`"User":"65532:65532"`, `"Entrypoint":["/amika-extract"]`, `"org.opencontainers.image.version":"` + version + `"`} {
		if !strings.Contains(config, want) {
			t.Errorf("the configuration has no %s: %s", want, config)
		}
	}
	image = export("amika", runtime.GOARCH)
	if out, err := inImage(image, "", nil, "/amika", "version"); err != nil || strings.Count(out, " "+version+" (") != 3 {
		t.Errorf("amika version prints %s (%v)", out, err)
	}
	login(t, export("amika-login", runtime.GOARCH))

	if qemu, err := exec.LookPath("qemu-aarch64-static"); err == nil && runtime.GOARCH == "amd64" {
		image = export("amika-extract", "arm64")
		if out := run(t, image, qemu, filepath.Join(image, "amika-extract"), "--version"); !strings.HasPrefix(out, "amika-extract "+version+" (") || !strings.Contains(out, "linux/arm64") {
			t.Errorf("on arm64, --version prints %s", out)
		}
	} else {
		t.Log("skipped: the image for arm64, which needs qemu-user-static")
	}
}

// registry starts a registry on loopback and returns its address.
func registry(t *testing.T, crane string) string {
	t.Helper()
	cmd := exec.Command(crane, "registry", "serve", "--address", "127.0.0.1:0")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if port := regexp.MustCompile(`serving on port (\d+)`).FindStringSubmatch(lines.Text()); port != nil {
			go func() { // nobody reads the rest
				for lines.Scan() {
				}
			}()
			return "127.0.0.1:" + port[1]
		}
	}
	t.Fatal("the registry does not start")
	return ""
}

// inImage runs a program of an image.
func inImage(image, stdin string, env []string, argv ...string) (string, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = "/", append([]string{"PATH=/"}, env...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: image, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	return out.String() + errs.String(), err
}

// login logs in over TLS, in an image with a volume for the session and the
// certificate of the server beside it.
func login(t *testing.T, image string) {
	t.Helper()
	server := &authtest.Server{Interval: time.Second, ApproveAfter: 1}
	web := httptest.NewUnstartedServer(server)
	web.Config.ErrorLog = log.New(io.Discard, "", 0) // it says when it is not trusted
	web.StartTLS()
	defer web.Close()
	state := filepath.Join(image, "state")
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(state, 65532, 65532); err != nil {
		t.Fatal(err)
	}
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	write(t, filepath.Join(image, "ca.pem"), string(ca))
	env := []string{"AMIKA_STATE_DIRECTORY=/state", "AMIKA_WORKOS_API_URL=" + web.URL}
	if out, err := inImage(image, "", env, "/amika-login"); err == nil {
		t.Errorf("a certificate of nobody's is trusted: %s", out)
	}
	env = append(env, "SSL_CERT_FILE=/ca.pem")
	for _, c := range []struct{ args, want string }{
		{"", "Logged in as dev@example.com\n"}, {"status", "dev@example.com"}, {"token", "eyJ"}, {"logout", "Removed "},
	} {
		out, err := inImage(image, "", env, append([]string{"/amika-login"}, strings.Fields(c.args)...)...)
		if err != nil || !strings.Contains(out, c.want) {
			t.Errorf("amika-login %s: %v: %s", c.args, err, out)
		}
	}
}
