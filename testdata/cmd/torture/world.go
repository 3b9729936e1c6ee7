//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"amika.dev/pkg/authtest"
)

// patience is how long a process may take. The programs give up by themselves
// after half of that.
const patience = 60 * time.Second

// A world is where one trial happens: a state directory, a home and a server.
type world struct {
	bin, dir, state, home string
	server                *authtest.Server
	url                   string
	stop                  func()
}

// newWorld makes a world with a server.
func (t *torture) newWorld(server *authtest.Server) *world {
	dir, err := os.MkdirTemp(t.work, "")
	must(err)
	w := &world{bin: t.bin, dir: dir, state: filepath.Join(dir, "state"), home: filepath.Join(dir, "home"), server: server}
	must(os.Mkdir(w.state, 0o700))
	must(os.Mkdir(w.home, 0o700))
	w.url, w.stop, err = server.Start()
	must(err)
	return w
}

func (w *world) close() {
	w.stop()
	_ = os.RemoveAll(w.dir)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (w *world) env() []string {
	return []string{
		"HOME=" + w.home, "AMIKA_STATE_DIRECTORY=" + w.state, "GITHUB_ENV=" + w.path("github"),
		"AMIKA_WORKOS_API_URL=" + w.url, "AMIKA_API_URL=" + w.url,
	}
}

// path returns the path of a file in the state directory.
func (w *world) path(name string) string { return filepath.Join(w.state, name) }

// write writes a file in the state directory.
func (w *world) write(name, text string) { must(os.WriteFile(w.path(name), []byte(text), 0o600)) }

const sessionFile, keyFile, pendingFile = "workos-session.json", "api-key.json", "pending-login.json"

// login stores a session with a member that the programs don't know, and returns
// its text.
func (w *world) login(life time.Duration) string {
	tokens := w.server.Login(life)
	text, err := json.Marshal(map[string]string{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken, "email": "dev@example.com",
		"expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339), "other": "kept",
	})
	must(err)
	w.write(sessionFile, string(text))
	return string(text)
}

// An outcome is how a process ended.
type outcome struct {
	status         int
	stdout, stderr string
	killed         bool
}

// run runs amika-login with nothing in its way.
func (w *world) run(args ...string) outcome { return w.start("amika-login", args...).wait() }

// A process is a program that runs.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	cancel         context.CancelFunc
}

func (w *world) start(program string, args ...string) *process {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	p := &process{cmd: exec.CommandContext(ctx, filepath.Join(w.bin, program), args...), cancel: cancel}
	p.cmd.Env = w.env()
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	must(p.cmd.Start())
	return p
}

func (p *process) wait() outcome {
	defer p.cancel()
	_ = p.cmd.Wait()
	status := p.cmd.ProcessState.ExitCode()
	return outcome{status, p.stdout.String(), p.stderr.String(), status < 0}
}

// accepted reports whether the server accepts a token that was printed.
func (w *world) accepted(printed string) bool {
	token, ended := strings.CutSuffix(printed, "\n")
	if !ended || token == "" {
		return false
	}
	request, err := http.NewRequest(http.MethodGet, w.url+"/api/v0beta1/sandboxes", nil)
	must(err)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// sound checks what any process must do, whatever happens to it.
func (w *world) sound(r *row, o outcome, what string) {
	switch {
	case strings.Contains(o.stderr, "panic: ") || strings.Contains(o.stderr, "goroutine ") || strings.Contains(o.stderr, "fatal error: "):
		r.blame(stuck, "%s: crashed: %s", what, o.stderr)
	case strings.Contains(o.stderr, "authtest-") || strings.Contains(o.stderr, "eyJ") || strings.Contains(o.stderr, "planted"):
		r.blame(escaped, "%s: %s", what, o.stderr)
	case o.status > 0 && o.stderr == "":
		r.blame(refused, "%s: status %d, and it says nothing", what, o.status)
	}
	for _, name := range []string{sessionFile, keyFile, pendingFile} {
		if text, err := os.ReadFile(w.path(name)); err == nil && !json.Valid(text) {
			r.blame(torn, "%s: %s is %q", what, name, text)
		}
	}
}
