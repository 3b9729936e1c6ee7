package seed

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/process"
)

// A vendor is a server whose refresh tokens work once.
type vendor struct {
	mu              sync.Mutex
	access, refresh string   // that are good
	issued          []string // all refresh tokens
	refreshes       int
	refused         int
}

func newVendor() *vendor {
	v := &vendor{}
	v.issue()
	return v
}

func (v *vendor) issue() {
	n := len(v.issued) + 1
	v.access = fmt.Sprintf("sk-ant-oat01-access-%04d", n)
	v.refresh = fmt.Sprintf("sk-ant-ort01-refresh+%04d/", n)
	v.issued = append(v.issued, v.refresh)
}

// renew exchanges a refresh token.
func (v *vendor) renew(refresh string) (access, next string, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if refresh != v.refresh {
		v.refused++
		return "", "", false
	}
	v.refreshes++
	v.issue()
	return v.access, v.refresh, true
}

// works reports whether an access token is good.
func (v *vendor) works(access string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return access == v.access
}

// A login is Claude Code's, in a home directory.
type login struct {
	AccessToken  string   `json:"accessToken"`
	RefreshToken string   `json:"refreshToken,omitempty"`
	ExpiresAt    int64    `json:"expiresAt"`
	Scopes       []string `json:"scopes"`
}

const credentials = ".claude/.credentials.json"

// save writes a login as Claude Code does, by a rename, or in place.
func save(t *testing.T, home string, l login, inPlace bool) {
	t.Helper()
	text, err := json.Marshal(map[string]login{"claudeAiOauth": l})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, credentials)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if inPlace {
		err = os.WriteFile(path, text, 0o600)
	} else if err = os.WriteFile(path+".new", text, 0o600); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// load reads the login in a home directory, which must be whole.
func load(home string) (login, error) {
	text, err := os.ReadFile(filepath.Join(home, credentials))
	var file struct{ ClaudeAiOauth login }
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	return file.ClaudeAiOauth, err
}

// follower returns one of the Claude login in a home directory.
func follower(home string, deliver func(b *Bundle) error) *Follower {
	return &Follower{
		Reader:  &Reader{Discovery: source.Discovery{Home: home, Lookup: func(string) (string, bool) { return "", false }}, Agents: Agents(), Now: time.Now},
		Deliver: deliver, Read: func(*Bundle) {}, Failed: func(error) {}, interval: 2 * time.Millisecond,
	}
}

// TestRotations lets a host renew its login 200 times, at a server whose refresh
// tokens work once, while two boxes use it. All go on working, the host alone
// renews, and no byte that left has a refresh token in it.
func TestRotations(t *testing.T) {
	t.Parallel()
	tar, err := exec.LookPath("tar")
	if err != nil {
		t.Skip(err)
	}
	v := newVendor()
	home, mounted, remote := t.TempDir(), t.TempDir(), t.TempDir()
	expires := time.Now().Add(time.Hour).UnixMilli()
	save(t, home, login{v.access, v.refresh, expires, []string{"user:inference"}}, false)
	dir, err := OpenDirectory(mounted, home)
	if err != nil {
		t.Fatal(err)
	}
	var sent bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	into := follower(home, func(b *Bundle) error { return dir.Write(b) })
	into.Repeats = true
	piped := follower(home, func(b *Bundle) error {
		stream, err := b.Tar()
		sent.Write(stream)
		return errors.Join(err, Deliver(process.Program{Path: tar, Argv: []string{"tar", "-xf", "-", "-C", remote}, Stdin: stream}))
	})
	running.Go(func() { into.Run(ctx) })
	running.Go(func() { piped.Run(ctx) })
	for i := range 200 {
		for _, box := range []string{mounted, remote} {
			waitForLogin(t, v, box)
		}
		host, err := load(home)
		if err != nil {
			t.Fatal(err)
		}
		access, refresh, ok := v.renew(host.RefreshToken)
		if !ok {
			t.Fatalf("the host is logged out at rotation %d", i)
		}
		save(t, home, login{access, refresh, expires, host.Scopes}, i%2 == 0)
	}
	stop()
	running.Wait()
	if v.refreshes != 200 || v.refused != 0 {
		t.Errorf("%d refreshes, %d refused", v.refreshes, v.refused)
	}
	for _, box := range []string{mounted, remote} {
		text, _ := os.ReadFile(filepath.Join(box, credentials))
		sent.Write(text)
	}
	for _, token := range v.issued {
		for _, form := range []string{token, strings.ReplaceAll(token, "/", `\/`), base64.StdEncoding.EncodeToString([]byte(token))[:20]} {
			if bytes.Contains(sent.Bytes(), []byte(form)) {
				t.Fatalf("a refresh token has left: %s", form)
			}
		}
	}
}

// waitForLogin waits until the login in a box works.
func waitForLogin(t *testing.T, v *vendor, box string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		l, err := load(box)
		if err == nil && l.RefreshToken != "" {
			t.Fatal("a refresh token is in a box")
		}
		if err == nil && v.works(l.AccessToken) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the box %s is logged out: %v", box, err)
		}
	}
}

// TestRetries holds how a hand-over that fails is tried again: with pauses that
// grow to a minute, at once if there is something newer, and said once.
func TestRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		home := t.TempDir()
		write := func(token string) {
			save(t, home, login{token, "planted", time.Now().Add(time.Hour).UnixMilli(), []string{"x"}}, false)
		}
		write("sk-ant-oat01-first")
		begun := time.Now()
		var mu sync.Mutex // of tries and why
		var tries []time.Duration
		said := 0
		why := errors.New("no")
		f := follower(home, func(b *Bundle) error {
			mu.Lock()
			defer mu.Unlock()
			tries = append(tries, time.Since(begun))
			if len(b.Files) != 2 {
				t.Error("after failures alone, a try has not all files")
			}
			return why
		})
		f.interval = time.Second
		f.Failed = func(error) { said++ }
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { f.Run(ctx) })
		time.Sleep(200 * time.Second)
		synctest.Wait()
		want := []time.Duration{0, 1, 3, 7, 15, 31, 63, 123, 183}
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(tries, want) || said != 1 {
			t.Errorf("tried at %v, said %d times", tries, said)
		}
		mu.Lock()
		why, tries = nil, nil
		mu.Unlock()
		write("sk-ant-oat01-second")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(tries) != 1 {
			t.Errorf("what is newer was tried at %v", tries)
		}
		stop()
		running.Wait()
	})
}

// TestNewKeyIsHandedOver holds that a file which belongs to the agent in the box is
// handed over again if it has another key, and for nothing else.
func TestNewKeyIsHandedOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		home := t.TempDir()
		var handed []string
		f := follower(home, func(b *Bundle) error {
			for _, file := range b.Files {
				handed = append(handed, file.Data)
			}
			return nil
		})
		f.interval = time.Second
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var running sync.WaitGroup
		for i, config := range []string{
			`{"primaryApiKey": "sk-ant-first"}`, `{"primaryApiKey": "sk-ant-first", "oauthAccount": {"emailAddress": "x"}}`,
			`{"primaryApiKey": "sk-ant-second"}`, `{"primaryApiKey": "sk-ant-second", "numStartups": 2}`,
		} {
			if err := os.WriteFile(filepath.Join(home, ".claude.json"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				running.Go(func() { f.Run(ctx) })
			}
			time.Sleep(2 * time.Second)
		}
		stop()
		running.Wait()
		want := []string{
			`{"primaryApiKey":"sk-ant-first","hasCompletedOnboarding":true}`,
			`{"primaryApiKey":"sk-ant-second","hasCompletedOnboarding":true}`,
		}
		if !slices.Equal(handed, want) {
			t.Errorf("handed over: %q", handed)
		}
	})
}

// TestTornFileKeepsItsAgent holds that an agent whose file is torn for a while keeps
// what was handed over, when another one changes.
func TestTornFileKeepsItsAgent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		home := t.TempDir()
		codexFile := filepath.Join(home, ".codex", "auth.json")
		put := func(text string) {
			if err := errors.Join(os.MkdirAll(filepath.Dir(codexFile), 0o700), os.WriteFile(codexFile, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		put(`{"OPENAI_API_KEY": "sk-planted"}`)
		write := func(token string) {
			save(t, home, login{token, "planted-refresh", time.Now().Add(time.Hour).UnixMilli(), []string{"x"}}, false)
		}
		write("sk-ant-oat01-first")
		var secrets []string
		f := follower(home, func(b *Bundle) error {
			secret, err := b.Secret("agents")
			secrets = append(secrets, string(secret))
			return err
		})
		f.Repeats, f.interval = true, time.Second
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { f.Run(ctx) })
		time.Sleep(2500 * time.Millisecond)
		put(`{"OPENAI_API_KEY": "sk-pl`)
		time.Sleep(2 * time.Second)
		write("sk-ant-oat01-second")
		time.Sleep(2 * time.Second)
		stop()
		running.Wait()
		if len(secrets) != 2 {
			t.Fatalf("handed over %d times", len(secrets))
		}
		for _, secret := range secrets {
			if !strings.Contains(secret, `"codex-auth.json"`) || !strings.Contains(secret, `"claude-credentials.json"`) {
				t.Errorf("handed over: %s", secret)
			}
		}
	})
}

// TestProgramIsKilled holds that a program and all that it has started are killed
// when it takes too long.
func TestProgramIsKilled(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	p := process.Program{Path: sh, Argv: []string{"sh", "-c", `(sleep 3; : >` + dir + `/late) & wait`}, Environ: os.Environ()}
	begun := time.Now()
	err = run(p, time.Second)
	if err == nil || err.Error() != "it took longer than 1 seconds" || time.Since(begun) > 2500*time.Millisecond {
		t.Errorf("after %v: %v", time.Since(begun), err)
	}
	if Status(err) != -1 {
		t.Errorf("its status is %d", Status(err))
	}
	time.Sleep(2500 * time.Millisecond)
	if _, err := os.Stat(dir + "/late"); err == nil {
		t.Error("what it had started lives on")
	}
}
