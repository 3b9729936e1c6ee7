package credential_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"amika.dev/pkg/basedir"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
)

const (
	goodKey     = `{"key": "stored-key", "stored_at": "2026-01-02T03:04:05Z"}`
	goodSession = `{"access_token": "access", "refresh_token": "refresh", "user_id": "user_1", "email": "a@example.com", "organization_id": "org_1", "expires_at": "2026-01-02T03:04:05Z"}`
)

func TestPrecedence(t *testing.T) {
	t.Parallel()
	const (
		keyWay     = "run 'amika auth login --api-key-file FILE' to replace it, or 'amika auth logout' to remove it"
		sessionWay = "run 'amika auth login' to replace it"
	)
	tests := []struct {
		name, env, key, session string
		want                    string // the methods, the active one first
		warnings                []string
	}{
		{"nothing", "", "", "", "", nil},
		{"all", "env-key", goodKey, goodSession, "env_api_key stored_api_key session", nil},
		{"files", "", goodKey, goodSession, "stored_api_key session", nil},
		{"a session", "", "", goodSession, "session", nil},
		{"a bad key does not hide a good session", "", `{"key": "` + planted, goodSession, "session",
			[]string{"reading DIR/api-key.json: it is not a JSON object: it is ignored; " + keyWay}},
		{"a bad session below a good key", "", goodKey, "not JSON", "stored_api_key",
			[]string{"reading DIR/workos-session.json: it is not a JSON object: it is ignored; " + sessionWay}},
		{"all bad", "", "", "[]", "",
			[]string{"reading DIR/workos-session.json: it is not a JSON object: it is ignored; " + sessionWay}},
		{"a key that is none", "", `{"key": "` + planted + ` x"}`, "", "",
			[]string{"reading DIR/api-key.json: the key has spaces inside: it is ignored; " + keyWay}},
		{"a key that is no string", "", `{"key": 7}`, "", "",
			[]string{"reading DIR/api-key.json: its key is not a string: it is ignored; " + keyWay}},
		{"a key is trimmed", "", `{"key": " stored-key\n"}`, "", "stored_api_key", nil},
		{"a session without tokens", "", "", `{"email": "a@example.com", "access_token": null}`, "",
			[]string{"reading DIR/workos-session.json: it holds no token: it is ignored; " + sessionWay}},
		{"a token that a header can't hold", "", "", `{"access_token": "a\nb"}`, "",
			[]string{"reading DIR/workos-session.json: its access_token has characters other than printable ASCII: it is ignored; " + sessionWay}},
		{"what logout leaves of a mount", "", "{\n}\n", "{}", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			if tt.key != "" {
				files["api-key.json"] = tt.key
			}
			if tt.session != "" {
				files["workos-session.json"] = tt.session
			}
			w := newWorld(t, files, map[string]string{credential.APIKeyVariable: tt.env})
			found, err := w.All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range found {
				got = append(got, string(c.Method))
				checkCredential(t, w, c)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			w.wantWarnings(t, tt.warnings...)
			active, err := w.Active(t.Context())
			if err != nil || len(found) > 0 && active.Method != found[0].Method || len(found) == 0 && active.Method != credential.None {
				t.Errorf("the active one is %v, %v", active, err)
			}
			w.wantWarnings(t, tt.warnings...) // each is given once
		})
	}
}

func checkCredential(t *testing.T, w *world, c credential.Credential) {
	t.Helper()
	want := map[credential.Method]struct{ source, key string }{
		credential.EnvAPIKey:    {"AMIKA_API_KEY", "env-key"},
		credential.StoredAPIKey: {filepath.Join(w.dir, "api-key.json"), "stored-key"},
		credential.Login:        {filepath.Join(w.dir, "workos-session.json"), ""},
	}[c.Method]
	if c.Source != want.source || c.Key.Reveal() != want.key {
		t.Errorf("%s is from %s and %q, want %s and %q", c.Method, c.Source, c.Key.Reveal(), want.source, want.key)
	}
	if c.Method == credential.Login && (c.Session.Email != "a@example.com" || c.Session.AccessToken.Reveal() != "access") {
		t.Errorf("session: %+v", c.Session)
	}
}

func TestAnInvalidVariableIsNotSkipped(t *testing.T) {
	t.Parallel()
	for _, value := range []string{" ", "\n", planted + " " + planted, planted + "\n" + planted, planted + "é"} {
		w := newWorld(t, map[string]string{"api-key.json": goodKey}, map[string]string{credential.APIKeyVariable: value})
		_, err := w.Active(t.Context())
		if err == nil || !strings.HasPrefix(err.Error(), "reading AMIKA_API_KEY: the key ") || strings.Contains(err.Error(), planted) {
			t.Errorf("%q: got %v", value, err)
		}
		if hint.Of(err) == "" || hint.ExitCode(err, 1) != 1 {
			t.Errorf("%q: got %#v", value, err)
		}
		if _, err := w.All(t.Context()); err == nil {
			t.Errorf("%q: All has no error", value)
		}
	}
}

// local returns a path as this system has it.
func local(path string) string {
	if runtime.GOOS == "windows" && strings.HasPrefix(path, "/") {
		return `C:` + filepath.FromSlash(path)
	}
	return path
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		variables map[string]string
		want      string // empty for none
	}{
		{"by default", map[string]string{"HOME": "/h"}, "/h/.local/state/amika"},
		{"moved state", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s"}, "/s/amika"},
		{"moved state without a home", map[string]string{"XDG_STATE_HOME": "/s"}, "/s/amika"},
		{"named", map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s", "AMIKA_STATE_DIRECTORY": "/d/"}, "/d"},
		{"named without a home", map[string]string{"AMIKA_STATE_DIRECTORY": "/d"}, "/d"},
		{"named relatively", map[string]string{"HOME": "/h", "AMIKA_STATE_DIRECTORY": "d"}, ""},
		{"named emptily", map[string]string{"HOME": "/h", "AMIKA_STATE_DIRECTORY": ""}, "/h/.local/state/amika"},
		{"without anything", nil, ""},
		{"a relative home", map[string]string{"HOME": "h"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &world{variables: map[string]string{}}
			for name, value := range tt.variables {
				w.variables[name] = local(value)
				if name == "HOME" {
					w.variables["USERPROFILE"] = local(value) // what Windows calls it
				}
			}
			s := credential.NewStore(w.lookup, w.warn)
			got, err := s.Directory()
			if got != local(tt.want) || (err == nil) != (tt.want != "") {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

// A relative directory is wrong usage, whatever else there is: the session in the
// default place may be that of another account.
func TestARelativeDirectoryIsWrongUsage(t *testing.T) {
	t.Parallel()
	w := &world{variables: map[string]string{"HOME": "/h", credential.APIKeyVariable: "env-key", credential.DirectoryVariable: "d"}}
	s := credential.NewStore(w.lookup, w.warn)
	_, all := s.All(t.Context())
	_, remove := s.SessionFile().Remove(t.Context())
	for what, err := range map[string]error{"All": all, "Remove": remove} {
		if hint.ExitCode(err, 1) != 2 || hint.Of(err) == "" {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

func TestNilMeansNone(t *testing.T) {
	t.Setenv(credential.DirectoryVariable, t.TempDir())
	t.Setenv(credential.APIKeyVariable, "")
	s := credential.NewStore(nil, nil)
	if err := os.WriteFile(s.APIKeyFile().Path(), []byte(goodKey), 0o644); err != nil {
		t.Fatal(err)
	}
	if found, err := s.Active(t.Context()); err != nil || found.Method != credential.StoredAPIKey {
		t.Errorf("got %v, %v", found.Method, err)
	}
}

func TestWithoutADirectory(t *testing.T) {
	t.Parallel()
	w := &world{variables: map[string]string{credential.APIKeyVariable: "env-key"}}
	s := credential.NewStore(w.lookup, w.warn)
	if found, err := s.All(t.Context()); err != nil || len(found) != 1 {
		t.Errorf("with a variable: %v, %v", found, err)
	}
	w = &world{}
	s = credential.NewStore(w.lookup, w.warn)
	_, active := s.Active(t.Context())
	_, read := s.SessionFile().Read(t.Context())
	_, lock := s.SessionFile().Lock(t.Context())
	_, remove := s.SessionFile().Remove(t.Context())
	for what, err := range map[string]error{"Active": active, "Read": read, "Lock": lock, "Remove": remove} {
		if !errors.Is(err, basedir.ErrNoHome) || hint.Of(err) == "" {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if path := s.SessionFile().Path(); path != "" {
		t.Errorf("the path is %q", path)
	}
}

func TestModeOfTheDirectory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes there")
	}
	tests := []struct {
		name     string
		variable string
		mode     os.FileMode
		want     os.FileMode
		warnings []string
	}{
		{"ours is closed", "XDG_STATE_HOME", 0o755, 0o700, nil},
		{"ours is closed to all", "XDG_STATE_HOME", 0o777, 0o700, nil},
		{"ours is left if it is closed", "XDG_STATE_HOME", 0o500, 0o500, nil},
		{"the user's is left", credential.DirectoryVariable, 0o755, 0o755, nil},
		{"the user's that others can write", credential.DirectoryVariable, 0o777, 0o777,
			[]string{"others can write the directory DIR and so replace the credentials in it"}},
		{"the user's that a group can write", credential.DirectoryVariable, 0o770, 0o770,
			[]string{"others can write the directory DIR and so replace the credentials in it"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &world{dir: filepath.Join(t.TempDir(), "amika")}
			w.variables = map[string]string{tt.variable: w.dir}
			if tt.variable == "XDG_STATE_HOME" {
				w.variables[tt.variable] = filepath.Dir(w.dir)
			}
			if err := errors.Join(os.Mkdir(w.dir, 0o700), os.Chmod(w.dir, tt.mode)); err != nil {
				t.Fatal(err)
			}
			s := credential.NewStore(w.lookup, w.warn)
			for range 2 {
				if _, err := s.Active(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			info, err := os.Stat(w.dir)
			if err != nil || info.Mode().Perm() != tt.want {
				t.Errorf("the mode is %v, %v; want %v", info.Mode().Perm(), err, tt.want)
			}
			w.wantWarnings(t, tt.warnings...)
		})
	}
}

func TestAMissingDirectory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, nil)
	if found, err := w.All(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("got %v, %v", found, err)
	}
	if removed, err := w.SessionFile().Remove(t.Context()); removed || err != nil {
		t.Errorf("Remove: %v, %v", removed, err)
	}
	w.wantWarnings(t)
	if _, err := os.Stat(w.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading made the directory: %v", err)
	}
	if err := locked(t, w.SessionFile()).Write(t.Context(), credential.Session{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(w.dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the directory is %v, %v", info, err)
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{
		"api-key.json":        `{"key": "` + planted + `", "more": "` + planted + `"}`,
		"workos-session.json": `{"access_token": "` + planted + `", "refresh_token": "` + planted + `"}`,
	}, map[string]string{credential.APIKeyVariable: planted})
	found, err := w.All(t.Context())
	if err != nil || len(found) != 3 {
		t.Fatal(found, err)
	}
	key, err := w.APIKeyFile().Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, v := range []any{found, &found[2], found[2].Session, &found[2].Session, key, &key} {
			text := fmt.Sprintf(verb, v)
			if strings.Contains(text, planted) || strings.Contains(text, fmt.Sprintf("%x", planted)) {
				t.Errorf("%s shows it: %s", verb, text)
			}
		}
	}
}
