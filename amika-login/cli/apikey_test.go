package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
)

func TestAPIKey(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		stored := m.dir + "/api-key.json"
		m.stdin = " \tamk_stdin\r\n\n"
		m.run(t.Context(), "--api-key-file", "-").want(t, command.Done, "Stored the API key: "+stored+"\n")
		m.run(t.Context(), "token").want(t, command.Done, "amk_stdin\n")

		m.write(t, "key", "amk_file")
		m.write(t, "api-key.json", `{"key": "amk_stdin", "label": "laptop"}`)
		if o := m.run(t.Context(), "--api-key-file", filepath.Join(m.dir, "key"), "--json").object(t); len(o) != 3 || o["result"] != "logged_in" || o["method"] != "stored_api_key" || o["source"] != stored {
			t.Errorf("got %v", o)
		}
		text, err := os.ReadFile(stored)
		if want := "{\n  \"key\": \"amk_file\",\n  \"label\": \"laptop\",\n  \"stored_at\": \"2000-01-01T00:00:00Z\"\n}\n"; err != nil || string(text) != want {
			t.Errorf("stored: %s, %v; want %s", text, err, want)
		}

		m.variables["AMIKA_API_KEY"] = "amk_env"
		m.run(t.Context(), "--api-key-file", "-").want(t, command.Done, "Stored the API key: "+stored+"\n", "warning: AMIKA_API_KEY is set and takes precedence")
		if n := len(m.server.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
	})
}

// What is refused leaves the key that is stored, and is not shown.
func TestRefusedAPIKeys(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "the key is empty"},
		{"blank", " \r\n\t", "the key is empty"},
		{"lines", "amk_a\namk_b", "the key has more than one line"},
		{"spaces", "amk_a amk_b", "the key has spaces inside"},
		{"binary", "amk_a\x00", "printable ASCII"},
		{"a letter beyond ASCII", "amk_ä", "printable ASCII"},
		{"long", strings.Repeat("k", 8<<10+1), "longer than 8 KiB"},
		{"huge", strings.Repeat(" ", 1<<20), "longer than 8 KiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in(t, func(t *testing.T, m *machine) {
				m.write(t, "api-key.json", `{"key": "amk_stored"}`)
				m.stdin = tt.text
				m.run(t.Context(), "--api-key-file", "-").want(t, command.Failed, "", "amika-login: reading the API key from stdin: ", tt.want, "hint: ")
				m.run(t.Context(), "token").want(t, command.Done, "amk_stored\n")
			})
		})
	}
}

func TestAPIKeyFilesThatCannotBeRead(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		if runtime.GOOS != "windows" { // where the name and the reason are others
			m.run(t.Context(), "--api-key-file", filepath.Join(m.dir, "a\x1b")).want(t, command.Failed, "", `a\x1b: no such file`, "hint: ")
		}
		m.run(t.Context(), "--api-key-file", m.dir).want(t, command.Failed, "", "reading the API key from "+m.dir+": it is a directory\n", "hint: ")
		m.wantStored(t)
	})
}

// A key that is typed in place of its file is not shown.
func TestKeysThatAreNoPaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for text, want := range map[string]bool{
		"key": true, "amika-key.txt": true, "./amika-key-of-mine": true, "~/amika-key-of-mine": true, "../keys/amika-key": true,
		filepath.Join(dir, "absent"): true, "/nonexistent/key": true, "apikey_test.go": true,
		"amk_0123456789abcdef": false, "eyJhbGciOi.eyJleHAiOjE3.c2lnbmF0dXJl": false, "sk/0123456789+abc/def==": false, "amk_0123456789.A1b2": false,
		"nonexistent/key-of-mine": false,
	} {
		if runtime.GOOS == "windows" && strings.HasPrefix(text, "/") {
			continue
		}
		if got := isPath(text); got != want {
			t.Errorf("%s: got %t, want %t", text, got, want)
		}
	}
}

// A pipe that never says anything does not keep the program from ending.
func TestInterruptedPipe(t *testing.T) {
	t.Parallel()
	reader, writer := io.Pipe()
	defer writer.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	env := command.NewTest(map[string]string{"AMIKA_STATE_DIRECTORY": t.TempDir()})
	env.Stdin = reader
	cancel(&command.Error{Status: command.Interrupted})
	if status := (&app{env: env.Env}).run(ctx, []string{"--api-key-file", "-"}); status != command.Interrupted || env.Err.Len() > 0 {
		t.Errorf("status %d, stderr %q", status, &env.Err)
	}
}

func TestNoHome(t *testing.T) {
	in(t, func(t *testing.T, m *machine) {
		delete(m.variables, "AMIKA_STATE_DIRECTORY")
		for _, line := range []string{"", "--no-wait", "--resume", "--api-key-file -", "status", "token", "logout"} {
			m.stdin = "amk_stdin"
			r := m.run(t.Context(), strings.Fields(line)...)
			r.want(t, command.Failed, "", "hint: set "+basedir.HomeVariable()+", or AMIKA_STATE_DIRECTORY")
			if n := strings.Count(r.errors, "\n"); n != 2 {
				t.Errorf("%s: %s", line, r.errors)
			}
		}
		m.variables["AMIKA_API_KEY"] = "amk_env"
		m.run(t.Context(), "token").want(t, command.Done, "amk_env\n")
		m.run(t.Context(), "status").want(t, command.Done, "Logged in with an API key\nSource: AMIKA_API_KEY\nVerification: not verified; --verify asks Amika\n")
		if n := m.server.Count(authtest.Device); n > 0 {
			t.Errorf("%d codes were requested", n)
		}
	})
}
