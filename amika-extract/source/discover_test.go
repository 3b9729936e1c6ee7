package source

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A disk is a file system for tests: what opening each path yields.
type disk map[string]func() (io.ReadCloser, error)

func (d disk) open(path string) (io.ReadCloser, error) {
	if open, ok := d[filepath.ToSlash(path)]; ok {
		return open()
	}
	return nil, fs.ErrNotExist
}

func text(s string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
}

// A hanging reader blocks until the test ends.
type hanging struct{ end chan struct{} }

func (h hanging) Read([]byte) (int, error) { <-h.end; return 0, io.ErrClosedPipe }
func (h hanging) Close() error             { return nil }

// A trickle yields one byte of an endless string at a time.
type trickle struct {
	pause time.Duration
	begun bool
}

func (r *trickle) Read(p []byte) (int, error) {
	time.Sleep(r.pause)
	p[0] = ' '
	if !r.begun {
		r.begun, p[0] = true, '{'
	}
	return 1, nil
}

func (r *trickle) Close() error { return nil }

// discover reads the files of a disk. found are the first of the usable credentials
// for each provider, as PROVIDER=VALUE.
func discover(t *testing.T, d disk) (results []Result, found string) {
	t.Helper()
	discovery := Discovery{Home: "/home/u", Lookup: func(string) (string, bool) { return "", false }, Now: time.Now(), open: d.open}
	results = discovery.Run(t.Context(), Table())
	values := make(map[string]string)
	for _, r := range results {
		for _, f := range r.Files {
			for _, c := range f.Findings {
				if _, known := values[c.Provider]; !known && c.State == Usable && !c.Native {
					values[c.Provider] = c.Provider + "=" + c.Value.Reveal()
				}
			}
		}
	}
	return results, strings.Join(slices.Sorted(maps.Values(values)), " ")
}

// failures lists what could not be read, as SOURCE: REASON.
func failures(results []Result) string {
	var all []string
	for _, r := range results {
		for _, f := range r.Files {
			for _, err := range f.Errs {
				all = append(all, r.Source.ID+": "+err.Error())
			}
		}
	}
	return strings.Join(all, "\n")
}

const (
	codexPath    = "/home/u/.codex/auth.json"
	claudePath   = "/home/u/.claude.json"
	openCodePath = "/home/u/.local/share/opencode/auth.json"
)

func TestHangingFilesAreGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		defer close(end)
		hang := func() (io.ReadCloser, error) { return hanging{end}, nil }
		d := disk{
			"/home/u/.claude.json.api":            hang,
			"/home/u/.claude/.credentials.json":   func() (io.ReadCloser, error) { <-end; return nil, io.ErrClosedPipe },
			"/home/u/.cache/amika/env-cache.json": hang,
			codexPath:                             text(`{"OPENAI_API_KEY":"sk-o"}`),
			claudePath:                            text(`{"primaryApiKey":"sk-ant-a"}`),
		}
		begin := time.Now()
		results, found := discover(t, d)
		if took := time.Since(begin); took < maxStall || took > maxStall+time.Second {
			t.Errorf("it took %v", took)
		}
		if want := "anthropic=sk-ant-a openai=sk-o"; found != want {
			t.Errorf("found %q, want %q", found, want)
		}
		const stalled = ": nothing could be read of it for 2 seconds"
		if want := "claude_api" + stalled + "\nclaude_oauth" + stalled + "\namika_env_cache" + stalled; failures(results) != want {
			t.Errorf("failures:\n%s\nwant:\n%s", failures(results), want)
		}
	})
}

func TestSlowFilesAreRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(content string) func() (io.ReadCloser, error) {
			return func() (io.ReadCloser, error) {
				time.Sleep(1900 * time.Millisecond)
				return io.NopCloser(strings.NewReader(content)), nil
			}
		}
		begin := time.Now()
		results, found := discover(t, disk{
			codexPath:    slow(`{"OPENAI_API_KEY":"sk-o"}`),
			claudePath:   slow(`{"primaryApiKey":"sk-ant-a"}`),
			openCodePath: slow(`{"groq":{"type":"api","key":"gsk-g"}}`),
		})
		if want := "anthropic=sk-ant-a groq=gsk-g openai=sk-o"; found != want || failures(results) != "" {
			t.Errorf("found %q, want %q; failures %q", found, want, failures(results))
		}
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("it took %v, so that the files were read one after the other", took)
		}
	})
}

func TestEndlessFileIsGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := disk{
			codexPath:  func() (io.ReadCloser, error) { return &trickle{pause: time.Second}, nil },
			claudePath: text(`{"primaryApiKey":"sk-ant-a"}`),
		}
		begin := time.Now()
		results, found := discover(t, d)
		if took := time.Since(begin); took < maxTotal || took > maxTotal+time.Second {
			t.Errorf("it took %v", took)
		}
		if want := "codex: reading it took more than 60 seconds"; failures(results) != want || found != "anthropic=sk-ant-a" {
			t.Errorf("found %q, failures %q", found, failures(results))
		}
		time.Sleep(2 * time.Second) // the reader that was given up notices it
	})
}

func TestTornFileIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, torn := range []string{"", `{"OPENAI_API_KEY":"sk-`, `{"OPENAI_API_KEY":"sk-o"}}`} {
		synctest.Test(t, func(t *testing.T) {
			var opened atomic.Int32
			rewritten := func() (io.ReadCloser, error) {
				if opened.Add(1) < 4 {
					return io.NopCloser(strings.NewReader(torn)), nil
				}
				return io.NopCloser(strings.NewReader(`{"OPENAI_API_KEY":"sk-o"}`)), nil
			}
			begin := time.Now()
			results, found := discover(t, disk{codexPath: rewritten})
			if found != "openai=sk-o" || failures(results) != "" {
				t.Errorf("found %q, failures %q", found, failures(results))
			}
			if took := time.Since(begin); took > 200*time.Millisecond {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestOutputDoesNotDependOnWhatIsFasterRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		files := map[string]string{
			claudePath:                            `{"primaryApiKey":"sk-ant-1"}`,
			codexPath:                             `{"OPENAI_API_KEY":"sk-1"}`,
			openCodePath:                          `{"anthropic":{"type":"api","key":"k1"},"openai":{"type":"api","key":"k2"},"groq":{"type":"api","key":"k3"}}`,
			"/home/u/.cache/amika/env-cache.json": `{"GROQ_API_KEY":"g1","XAI_API_KEY":"x1","xai_api_key":"x2"}`,
			"/home/u/.local/share/amika/keychain.json": `{"GROQ_API_KEY":"g2","COHERE_API_KEY":1}`,
			"/home/u/.local/state/amika/oauth.json":    `{"groq":{"access":"g3"},"mistral":{"access":"m1"}}`,
			"/home/u/.amp/config.json":                 `{"apiKey":"a1"}`,
			"/home/u/.claude/.credentials.json":        `{"claudeAiOauth":{"accessToken":"sk-ant-oat01-1","expiresAt":true}}`,
			"/home/u/.claude-oauth-credentials.json":   `[]`,
		}
		var first string
		for range 50 {
			d := make(disk)
			for path, content := range files {
				d[path] = func() (io.ReadCloser, error) {
					time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
					return text(content)()
				}
			}
			results, found := discover(t, d)
			all := fmt.Sprint(found, "\n", failures(results))
			if first == "" {
				first = all
			}
			if all != first {
				t.Fatalf("once\n%s\nthen\n%s", first, all)
			}
		}
		const want = "anthropic=sk-ant-1 groq=g1 mistral=m1 openai=sk-1 xai=x1\n" +
			"claude_oauth: claudeAiOauth.expiresAt is not a time\nclaude_oauth: it is not a JSON object"
		if first != want {
			t.Errorf("got\n%s\nwant\n%s", first, want)
		}
	})
}
