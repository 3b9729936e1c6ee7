package seed

import (
	"archive/tar"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"amika.dev/amika-extract/source"
)

// decode reads one JSON value with the standard library, numbers as they are
// written.
func decode(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows the value")
	}
	return value, nil
}

// withoutRefresh returns a value without all members that may be refresh tokens,
// and passes their texts to found.
func withoutRefresh(value any, found func(string)) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if token, ok := member.(string); ok && isRefresh(name) {
				found(token)
			}
			if isRefresh(name) {
				delete(value, name)
				continue
			}
			value[name] = withoutRefresh(member, found)
		}
	case []any:
		for i := range value {
			value[i] = withoutRefresh(value[i], found)
		}
	}
	return value
}

// FuzzParse copies a whole file and reads the copy with encoding/json, which must
// find all that the file has but refresh tokens.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"a":[1.50,-0,1e400,null,true,"\ud800\u00e9\/"],"a":{"b":{}}}`, `{"refreshToken":"r","x":{"refresh_token":1,"Refresh":"s"}}`,
		`{"a":"` + "\xff" + `"}`, "\ufeff{}", `{} {}`, `[]`, `{"a":`, `{"a":1,"\u0061":2}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := parse(bytes.NewReader(text), shape{use: whole})
		want, wantErr := decode(bytes.TrimPrefix(text, []byte("\ufeff")))
		if _, isObject := want.(map[string]any); !isObject && wantErr == nil {
			wantErr = source.ErrNotObject
		}
		if err == errTooDeep || err == errTooMuch || bytes.HasPrefix(text, []byte("\ufeff")) {
			return // the reader of files skips a byte order mark
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, and encoding/json: %v", text, err, wantErr)
		}
		if err != nil {
			return
		}
		copied, err := decode(got.json())
		if want = withoutRefresh(want, func(string) {}); err != nil || !reflect.DeepEqual(copied, want) {
			t.Errorf("%q is copied as %q, want %v: %v", text, got.json(), want, err)
		}
	})
}

// FuzzMerge merges into any file, and compares its members before and after.
func FuzzMerge(f *testing.F) {
	for _, text := range []string{
		`{}`, ` { } `, `{"a" : 1}`, `{"primaryApiKey" : "old" , "x":[]}`, `{"primaryApi\u004bey":1,"primaryApiKey":2}`,
		`{"hasCompletedOnboarding":false,"numStartups":1e3,"a":"\ud800"}`, `[]`, `null`, `{"a":1}}`, `{"a":`, "", "{\"primaryApiKey\"\n:\t{\"a\":[1 , 2]}\r\n}",
	} {
		f.Add(text, "sk-ant-new", false)
		f.Add(text, `"\`, true)
	}
	path := filepath.Join(f.TempDir(), "old")
	f.Fuzz(func(t *testing.T, text, key string, shared bool) {
		added := object().add("hasCompletedOnboarding", yes()).add("primaryApiKey", &value{kind: '"', text: strings.ToValidUTF8(key, "")})
		file := &File{Data: added.json()}
		if file.Kind = Own; shared {
			file.Kind = Shared
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		old, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		merged, err := merge(old, int64(len(text)), file)
		var before, ours, after map[string]json.RawMessage
		if beforeErr := json.Unmarshal([]byte(text), &before); (err == nil) != (beforeErr == nil && before != nil) {
			t.Fatalf("%q: %v, and encoding/json: %v", text, err, beforeErr)
		}
		if err != nil {
			return
		}
		result := []byte(text)
		if merged != nil {
			if result, err = io.ReadAll(merged); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(json.Unmarshal(result, &after), json.Unmarshal(file.Data, &ours)); err != nil {
			t.Fatalf("%q becomes %q: %v", text, result, err)
		}
		want := before
		for name, member := range ours {
			if _, there := before[name]; !there || replaces(file.Kind, name) {
				want[name] = member
			}
		}
		if !reflect.DeepEqual(after, want) {
			t.Errorf("%q becomes %q, want %s", text, result, want)
		}
	})
}

// FuzzLease hands over any files of an agent. Whatever they hold, each file for
// the box is JSON, and none has a refresh token of theirs.
func FuzzLease(f *testing.F) {
	f.Add(uint8(0), `{"claudeAiOauth":{"accessToken":"access-1","refreshToken":"refresh-1","scopes":["a"],"expiresAt":4102444800000}}`, `{"oauthAccount":{"emailAddress":"e"}}`, `{}`)
	f.Add(uint8(0), `{}`, `{"primaryApiKey":"sk-ant-1"}`, `{"env":{"ANTHROPIC_AUTH_TOKEN":"key-1","ANTHROPIC_BASE_URL":"https://a"}}`)
	f.Add(uint8(1), `{"tokens":{"access_token":"access-1","refresh_token":"refresh-1","id_token":"a.e30.b","account_id":"x"}}`, ``, ``)
	f.Add(uint8(1), `{"OPENAI_API_KEY":"sk-1","auth_mode":"apikey","refresh_token":"refresh-1"}`, ``, ``)
	f.Add(uint8(2), `{"a":{"type":"oauth","access":"access-1","refresh":"refresh-1","expires":0},"b":{"type":"api","key":"key-1"}}`, ``, ``)
	f.Add(uint8(3), `{"apiKey@https://ampcode.com/":"key-1"}`, ``, ``)
	home := f.TempDir()
	f.Fuzz(func(t *testing.T, n uint8, first, second, third string) {
		agent := Agents()[int(n)%len(Agents())]
		reader := &Reader{
			Discovery: source.Discovery{Home: home, Lookup: func(string) (string, bool) { return "", false }},
			Agents:    []Agent{agent}, Now: func() time.Time { return time.Unix(1.8e9, 0) },
		}
		var tokens []string
		for i, text := range []string{first, second, third}[:len(agent.files)] {
			path := reader.Paths()[i]
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
			if value, err := decode([]byte(text)); err != nil {
				return // reading it again takes time
			} else {
				withoutRefresh(value, func(token string) { tokens = append(tokens, token) })
			}
		}
		for _, file := range reader.Read(t.Context()).Files(true) {
			value, err := decode(file.Data)
			if err != nil {
				t.Fatalf("%s is %q: %v", file.Path, file.Data, err)
			}
			withoutRefresh(value, func(token string) {
				if token != "" {
					t.Errorf("%s has a refresh token: %q", file.Path, file.Data)
				}
			})
			for _, token := range tokens {
				// Short ones are found by chance, and one that is an access token as well rotates for nobody.
				if len(token) > 8 && strings.Count(first+second+third, token) == 1 && bytes.Contains(file.Data, []byte(token)) {
					t.Errorf("%s has the refresh token %q: %q", file.Path, token, file.Data)
				}
			}
		}
	})
}

// FuzzTar reads an archive back with archive/tar.
func FuzzTar(f *testing.F) {
	f.Add([]byte(`{}`), int64(1.8e9))
	f.Add(bytes.Repeat([]byte("x"), 512), int64(0))
	f.Add([]byte{}, int64(-1))
	f.Add(bytes.Repeat([]byte("x"), 513), int64(1)<<33)
	f.Fuzz(func(t *testing.T, data []byte, seconds int64) {
		const path = ".local/share/opencode/auth.json"
		seconds = max(min(seconds, 1<<33-1), -1<<33) // until the year 2242
		b := &Bundle{Leases: []Lease{{Files: []*File{{Path: path, Data: data, ModTime: time.Unix(seconds, 0)}}}}}
		archive, err := b.Tar(true)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		reader := tar.NewReader(bytes.NewReader(archive))
		for {
			header, err := reader.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, header.Name)
			if header.Uid != 0 || header.Gid != 0 || header.ModTime.Unix() != max(0, seconds) {
				t.Errorf("%s: %+v", header.Name, header)
			}
			got, err := io.ReadAll(reader)
			if isFile := header.Name == path; err != nil || isFile && (!bytes.Equal(got, data) || header.Mode != 0o600) || !isFile && header.Mode != 0o700 {
				t.Errorf("%s: %q with mode %o: %v", header.Name, got, header.Mode, err)
			}
		}
		if want := ".local/ .local/share/ .local/share/opencode/ " + path; strings.Join(names, " ") != want {
			t.Errorf("the archive has %q, want %q", names, want)
		}
	})
}

// FuzzSecret reads a Secret back as Kubernetes does.
func FuzzSecret(f *testing.F) {
	f.Add("agents", []byte(`{"a":1}`))
	f.Add("a.b-c", []byte("\xff\x00"))
	f.Add("A..", []byte{})
	label := regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if got, want := IsSecretName(name), label.MatchString(name) && len(name) <= 253; got != want {
			t.Errorf("%q is a name: %v, want %v", name, got, want)
		}
		if !IsSecretName(name) {
			return
		}
		text, err := (&Bundle{Leases: []Lease{{Files: []*File{{Path: ".codex/auth.json", Data: data}}}}}).Secret(name)
		var secret struct {
			Kind     string
			Metadata struct{ Name string }
			Data     map[string][]byte
		}
		if err := errors.Join(err, json.Unmarshal(text, &secret)); err != nil || secret.Kind != "Secret" || secret.Metadata.Name != name {
			t.Fatalf("%s: %v", text, err)
		}
		if got := secret.Data["codex-auth.json"]; !bytes.Equal(got, data) {
			t.Errorf("%s has %q, want %q", text, got, base64.StdEncoding.EncodeToString(data))
		}
	})
}
