package credential_test

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
)

// planted is in every secret of these tests, so that one search finds a leak.
const planted = "planted-secret"

// A world is a store with a directory of its own and what it has warned of.
type world struct {
	*credential.Store
	dir       string
	variables map[string]string
	mutex     sync.Mutex
	warnings  []string
}

// newWorld makes a world with files in its directory and variables in its
// environment.
func newWorld(t *testing.T, files, variables map[string]string) *world {
	t.Helper()
	w := &world{dir: filepath.Join(t.TempDir(), "amika"), variables: map[string]string{}}
	w.variables[credential.DirectoryVariable] = w.dir
	for name, value := range variables {
		w.variables[name] = value
	}
	if files != nil {
		if err := os.Mkdir(w.dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		w.put(t, name, content)
	}
	w.Store = credential.NewStore(w.lookup, w.warn)
	return w
}

func (w *world) lookup(name string) (string, bool) {
	value, set := w.variables[name]
	return value, set
}

func (w *world) warn(text string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.warnings = append(w.warnings, text)
}

func (w *world) put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *world) content(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// wantWarnings compares the warnings, in which DIR stands for the directory.
func (w *world) wantWarnings(t *testing.T, want ...string) {
	t.Helper()
	got := strings.NewReplacer(w.dir+string(filepath.Separator), "DIR/", w.dir, "DIR").Replace(strings.Join(w.warnings, "\n"))
	if got != strings.Join(want, "\n") {
		t.Errorf("warnings:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func locked[T any](t *testing.T, f credential.File[T]) *credential.Lock[T] {
	t.Helper()
	l, err := f.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Unlock)
	return l
}

// token is a JSON Web Token with the given payload.
func token(payload string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln"
}

func TestParseAPIKey(t *testing.T) {
	t.Parallel()
	const (
		utf16       = "the key is UTF-16 text; save it as UTF-8"
		quotes      = "the key is still in quotes; remove them"
		assignment  = "the key is an assignment such as NAME=KEY; give the key alone"
		reference   = "the key is a reference such as $NAME or op://..., which nothing has replaced by the key"
		placeholder = "the key is a placeholder such as <key> or null, which nothing has replaced by the key"
	)
	longest := strings.Repeat("k", 8<<10)
	tests := []struct{ name, text, want, err string }{
		{"a key", "sk-amika_1/2+3=", "sk-amika_1/2+3=", ""},
		{"trimmed", " \t key \r\n\n", "key", ""},
		{"the longest", "\n" + longest + "\n", longest, ""},
		{"too long", longest + "k", "", "the key is longer than 8 KiB"},
		{"empty", "", "", "the key is empty"},
		{"blank", " \r\n\t", "", "the key is empty"},
		{"two lines", planted + "\n" + planted, "", "the key has more than one line"},
		{"two lines of a Mac", planted + "\r" + planted, "", "the key has more than one line"},
		{"a space inside", planted + " " + planted, "", "the key has spaces inside"},
		{"a tab inside", planted + "\t" + planted, "", "the key has spaces inside"},
		{"a NUL", planted + "\x00", "", "the key has characters other than printable ASCII"},
		{"an escape", "\x1b[31m" + planted, "", "the key has characters other than printable ASCII"},
		{"DEL", planted + "\x7f", "", "the key has characters other than printable ASCII"},
		{"a letter beyond ASCII", planted + "é", "", "the key has characters other than printable ASCII"},
		{"a byte order mark", "\ufeff" + planted + "\r\n", planted, ""},
		{"a byte order mark alone", "\ufeff\r\n", "", "the key is empty"},
		{"a byte order mark inside", planted + "\ufeff", "", "the key has characters other than printable ASCII"},
		{"UTF-16", "\xff\xfek\x00e\x00y\x00", "", utf16},
		{"UTF-16, big-endian", "\xfe\xff\x00k\x00e\x00y", "", utf16},
		{"UTF-16 without a mark", "k\x00e\x00y\x00", "", utf16},
		{"double quotes", `"` + planted + `"`, "", quotes},
		{"single quotes and more", `'` + planted + `' # mine`, "", quotes},
		{"a quote that is not closed", `"` + planted, "", quotes},
		{"a quote that is not opened", planted + `'`, "", quotes},
		{"an assignment of nothing", "AMIKA_API_KEY=", "", assignment},
		{"the name of the variable", "AMIKA_API_KEY", "", assignment},
		{"an assignment", "AMIKA_API_KEY=" + planted, "", assignment},
		{"a dotenv file", "AMIKA_API_KEY=" + planted + "\nOTHER=1\n", "", assignment},
		{"an exported assignment", "export key=" + planted, "", assignment},
		{"padded base64", "c2VjcmV0a2V5Cg==", "c2VjcmV0a2V5Cg==", ""},
		{"an object", "{\n  \"key\": \"" + planted + "\"\n}", "", "the key is JSON; give the key alone"},
		{"a variable", "$AMIKA_KEY", "", reference},
		{"a variable of GitHub", "${{ secrets.AMIKA }}", "", reference},
		{"a variable of a template", "{{ .Values.key }}", "", reference},
		{"a variable of Windows", "%AMIKA_KEY%", "", reference},
		{"a reference", "op://vault/amika/key", "", reference},
		{"a variable in braces", "${AMIKA_KEY:-none}", "", reference},
		{"a variable of OpenCode", "{env:AMIKA_KEY}", "", reference},
		{"a file of OpenCode", "{file:~/key}", "", reference},
		{"a command", "!vault read amika", "", reference},
		{"a command of a shell", "$(cat key)", "", reference},
		{"an entry of Vault", "vault:secret/data/amika#key", "", reference},
		{"an entry of AWS", "aws:secretsmanager:amika", "", reference},
		{"a name of AWS", "arn:aws:secretsmanager:eu-west-1:1:secret:amika", "", reference},
		{"an entry of Azure", "@Microsoft.KeyVault(VaultName=v;SecretName=s)", "", reference},
		{"an entry of Google", "projects/1/secrets/amika/versions/latest", "", reference},
		{"a file", "file:/run/secrets/amika", "", reference},
		{"a colon inside", "key_1:abc", "key_1:abc", ""},
		{"words of a key", "vaulted-secret/2", "vaulted-secret/2", ""},
		{"a placeholder", "<key>", "", placeholder},
		{"a placeholder in words", "your-key-here", "", placeholder},
		{"a placeholder behind a prefix", "amk_YOUR_API_KEY", "", placeholder},
		{"a mask", "***", "", placeholder},
		{"what jq prints of nothing", "null\n", "", placeholder},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, err := credential.ParseAPIKey(tt.text)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if key.Reveal() != tt.want || got != tt.err {
				t.Errorf("got %q, %q; want %q, %q", key.Reveal(), got, tt.want, tt.err)
			}
		})
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	const sid = "session_01ABC"
	tests := []struct {
		name, token string
		exp         int64 // 0 for none
		sid         string
	}{
		{"both", token(`{"iss":"x","exp":1800000000,"sid":"session_01ABC"}`), 1800000000, sid},
		{"a fraction", token(`{"exp":1800000000.75}`), 1800000000, ""},
		{"an exponent", token(`{"exp":1.8e9}`), 1800000000, ""},
		{"a string", token(`{"exp":"1800000000","sid":"session_01ABC"}`), 0, sid},
		{"negative", token(`{"exp":-1}`), 0, ""},
		{"zero", token(`{"exp":0}`), 0, ""},
		{"after the year 9999", token(`{"exp":253402300800}`), 0, ""},
		{"absurd", token(`{"exp":1e300}`), 0, ""},
		{"beyond a float", token(`{"exp":1e999,"sid":"session_01ABC"}`), 0, sid},
		{"null", token(`{"exp":null,"sid":null}`), 0, ""},
		{"no string", token(`{"exp":1800000000,"sid":7}`), 1800000000, ""},
		{"an escape in sid", token(`{"sid":"\u001b[31m"}`), 0, ""},
		{"a line break in sid", token(`{"sid":"a\nb"}`), 0, ""},
		{"a long sid", token(`{"sid":"` + strings.Repeat("s", 257) + `"}`), 0, ""},
		{"an array", token(`[1]`), 0, ""},
		{"not JSON", token(`exp`), 0, ""},
		{"something after the object", token(`{"exp":1800000000}{}`), 0, ""},
		{"deep", token(strings.Repeat(`{"a":`, 20000)), 0, ""},
		{"huge", token(`{"exp":1800000000,"pad":"` + strings.Repeat("x", 64<<10) + `"}`), 0, ""},
		{"padded base64", "e30.eyJleHAiOjF9Cg==.c2ln", 0, ""},
		{"no base64", "e30.!!!.c2ln", 0, ""},
		{"two parts", "e30.eyJleHAiOjE4MDAwMDAwMDB9", 0, ""},
		{"four parts", token(`{"exp":1800000000}`) + ".x", 0, ""},
		{"opaque", "opaque", 0, ""},
		{"empty", "", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := credential.ParseClaims(secret.New(tt.token))
			if got.SessionID != tt.sid {
				t.Errorf("sid is %q, want %q", got.SessionID, tt.sid)
			}
			if tt.exp == 0 && !got.ExpiresAt.IsZero() || tt.exp != 0 && got.ExpiresAt.Unix() != tt.exp {
				t.Errorf("exp is %v, want %d", got.ExpiresAt, tt.exp)
			}
		})
	}
}

func TestCanceledWhileTorn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"workos-session.json": "{"}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.SessionFile().Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := w.Active(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	w.wantWarnings(t)
}
