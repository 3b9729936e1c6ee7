package credential_test

import (
	"errors"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/atomicfile"
	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
	"amika.dev/pkg/secret"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestFormats(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, nil)
	keys := locked(t, w.APIKeyFile())
	if err := keys.Write(t.Context(), credential.APIKey{Key: secret.New("a<b&c"), StoredAt: noon}); err != nil {
		t.Fatal(err)
	}
	if got, want := w.content(t, "api-key.json"), "{\n  \"key\": \"a<b&c\",\n  \"stored_at\": \"2026-11-23T12:00:00Z\"\n}\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	sessions := locked(t, w.SessionFile())
	err := sessions.Write(t.Context(), credential.Session{
		AccessToken: secret.New("at"), RefreshToken: secret.New("rt"), UserID: "u", Email: "e", OrganizationID: "o",
		ExpiresAt: noon.In(time.FixedZone("", 3600)),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "access_token": "at",
  "refresh_token": "rt",
  "user_id": "u",
  "email": "e",
  "organization_id": "o",
  "expires_at": "2026-11-23T12:00:00Z"
}
`
	if got := w.content(t, "workos-session.json"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPendingLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, nil)
	want := credential.PendingLogin{
		BaseURL: "https://example.com", ClientID: "client_1",
		DeviceCode: secret.New("dc"), UserCode: "ABCD", VerificationURI: "https://example.com/d",
		VerificationURIComplete: "https://example.com/d?c=ABCD", ExpiresAt: noon, NextPoll: noon.Add(time.Millisecond), Interval: 1500 * time.Millisecond,
	}
	if err := locked(t, w.PendingFile()).Write(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got, err := w.PendingFile().Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.DeviceCode.Reveal() != "dc" {
		t.Error("another device code")
	}
	got.DeviceCode = want.DeviceCode
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestOutcome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, nil)
	want := credential.Outcome{Result: "logged_in", EndedAt: noon, Email: "dev@example.com", OrganizationID: "org_1", ExpiresAt: noon.Add(time.Hour)}
	err := locked(t, w.PendingFile()).Write(t.Context(), credential.PendingLogin{DeviceCode: secret.New(planted), UserCode: planted, Outcome: &want})
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.PendingFile().Read(t.Context())
	if err != nil || got.Outcome == nil || *got.Outcome != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if content := w.content(t, "pending-login.json"); strings.Contains(content, planted) {
		t.Errorf("the code is still there: %s", content)
	}
}

func TestOddPendingLogins(t *testing.T) {
	t.Parallel()
	const rest = `"device_code": "dc", "base": "https://example.com", "client_id": "c", "expires_at": "2026-11-23T12:00:00Z"`
	intervals := map[string]time.Duration{
		`{` + rest + `}`:                       0,
		`{` + rest + `, "interval": -5}`:       0,
		`{` + rest + `, "interval": 1e300}`:    math.MaxInt64 / time.Second * time.Second,
		`{` + rest + `, "interval": 1e999}`:    0,
		`{` + rest + `, "interval": "x"}`:      0,
		`{` + rest + `, "interval": 7.5}`:      7500 * time.Millisecond,
		`{"interval": 5, ` + rest + `, "x":1}`: 5 * time.Second,
	}
	for content, want := range intervals {
		w := newWorld(t, map[string]string{"pending-login.json": content}, nil)
		if got, err := w.PendingFile().Read(t.Context()); err != nil || got.Interval != want {
			t.Errorf("%s: got %v, %v; want %v", content, got.Interval, err, want)
		}
	}
	for _, content := range []string{`{"a": 1}`, strings.Replace(`{`+rest+`}`, "2026", "x", 1), `{"device_code": 7}`, `{"device_code": "\u0000"}`} {
		w := newWorld(t, map[string]string{"pending-login.json": content}, nil)
		if _, err := w.PendingFile().Read(t.Context()); err == nil || hint.Of(err) != "run 'amika auth login' to start again" {
			t.Errorf("%s: got %v", content, err)
		}
	}
}

func TestUnknownMembersSurvive(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{
		"api-key.json":        `{"label": {"a": [1.000000000000000000001, "\ud800"]}, "key": "old", "key": "older"}`,
		"workos-session.json": `{"z": 12345678901234567890, "access_token": "old", "é\"": null, "refresh_token": "old", "expires_at": "2026-01-01T00:00:00Z"}`,
	}, nil)
	keys := locked(t, w.APIKeyFile())
	key, err := keys.Read(t.Context())
	if err != nil || key.Key.Reveal() != "older" {
		t.Fatal(key.Key.Reveal(), err)
	}
	key.Key = secret.New("new")
	sessions := locked(t, w.SessionFile())
	session, err := sessions.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	session.RefreshToken, session.ExpiresAt = secret.String{}, time.Time{}
	if err := errors.Join(keys.Write(t.Context(), key), sessions.Write(t.Context(), session)); err != nil {
		t.Fatal(err)
	}
	if got, want := w.content(t, "api-key.json"), "{\n  \"label\": {\"a\": [1.000000000000000000001, \"\\ud800\"]},\n  \"key\": \"new\"\n}\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := "{\n  \"z\": 12345678901234567890,\n  \"access_token\": \"old\",\n  \"é\\\"\": null,\n  \"refresh_token\": \"\",\n" +
		"  \"user_id\": \"\",\n  \"email\": \"\",\n  \"organization_id\": \"\"\n}\n"
	if got := w.content(t, "workos-session.json"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := sessions.Write(t.Context(), credential.Session{AccessToken: secret.New("another account")}); err != nil {
		t.Fatal(err)
	}
	if got := w.content(t, "workos-session.json"); strings.Contains(got, `"z"`) {
		t.Errorf("members of the old account are left: %s", got)
	}
}

// A value that was read can be changed and saved without harm to its copies.
func TestCopiesAreIndependent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"workos-session.json": `{"expires_at": "2026-01-01T00:00:00Z", "refresh_token": "rt", "z": 1}`}, nil)
	l := locked(t, w.SessionFile())
	first, err := l.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second := first
	second.ExpiresAt = time.Time{}
	if err := l.Write(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if err := l.Write(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if again, err := l.Read(t.Context()); err != nil || !again.ExpiresAt.Equal(first.ExpiresAt) || !strings.Contains(w.content(t, "workos-session.json"), `"z": 1`) {
		t.Errorf("got %+v, %v", again, err)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	withClaim := token(`{"exp":1800000000}`)
	tests := []struct {
		name, content string
		want          string // RFC 3339, or empty if it is not known
	}{
		{"the file decides", `{"access_token": "` + withClaim + `", "expires_at": "2026-01-02T03:04:05.5+01:00"}`, "2026-01-02T02:04:05.5Z"},
		{"absent", `{"access_token": "` + withClaim + `"}`, "2027-01-15T08:00:00Z"},
		{"null", `{"access_token": "` + withClaim + `", "expires_at": null}`, "2027-01-15T08:00:00Z"},
		{"empty", `{"access_token": "` + withClaim + `", "expires_at": ""}`, "2027-01-15T08:00:00Z"},
		{"Go's way to say nothing", `{"access_token": "` + withClaim + `", "expires_at": "0001-01-01T00:00:00Z"}`, "2027-01-15T08:00:00Z"},
		{"of another form", `{"access_token": "` + withClaim + `", "expires_at": 7}`, "2027-01-15T08:00:00Z"},
		{"nowhere", `{"access_token": "opaque"}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, map[string]string{"workos-session.json": tt.content}, nil)
			session, err := w.SessionFile().Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if !session.ExpiresAt.IsZero() {
				got = session.ExpiresAt.UTC().Format(time.RFC3339Nano)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTTL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		session credential.Session
		want    time.Duration
	}{
		{"left", credential.Session{AccessToken: secret.New("t"), ExpiresAt: noon.Add(time.Minute)}, time.Minute},
		{"passed", credential.Session{AccessToken: secret.New("t"), ExpiresAt: noon.Add(-time.Minute)}, 0},
		{"no token", credential.Session{ExpiresAt: noon.Add(time.Minute)}, 0},
		{"not known", credential.Session{AccessToken: secret.New("t")}, 1<<63 - 1},
	}
	for _, tt := range tests {
		if got := tt.session.TTL(noon); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Another program writes the file in place: a moment later it makes sense.
func TestATornFileIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, torn := range []string{"", "{", goodSession[:50], goodSession + "}"} {
		w := newWorld(t, map[string]string{"workos-session.json": torn}, nil)
		synctest.Test(t, func(t *testing.T) {
			go func() {
				time.Sleep(480 * time.Millisecond)
				_ = os.WriteFile(w.SessionFile().Path(), []byte(goodSession), 0o600)
			}()
			session, err := w.SessionFile().Read(t.Context())
			if err != nil || session.Email != "a@example.com" {
				t.Errorf("%q: got %v, %v", torn, session, err)
			}
		})
	}
}

func TestUnreadableFiles(t *testing.T) {
	t.Parallel()
	const replace = "run 'amika auth login' to replace it"
	for content, want := range map[string]string{
		"":                               "it is not a JSON object",
		"\x00\xff" + planted:             "it is not a JSON object",
		`"` + planted + `"`:              "it is not a JSON object",
		goodSession + planted:            "it is not a JSON object",
		`{"access_token": ["` + planted:  "it is not a JSON object",
		`{"access_token": ["planted"]}`:  "its access_token is not a string",
		`{"refresh_token": "\u001b[0m"}`: "its refresh_token has characters other than printable ASCII",
		strings.Repeat(" ", 4<<20) + " ": "too large",
		strings.Repeat(`{"a":`, 1<<18):   "it is not a JSON object",
	} {
		w := newWorld(t, map[string]string{"workos-session.json": content}, nil)
		synctest.Test(t, func(t *testing.T) {
			_, err := w.SessionFile().Read(t.Context())
			if err == nil || err.Error() != "reading "+w.SessionFile().Path()+": "+want || hint.Of(err) != replace {
				t.Errorf("%.40q: got %v and %q; want %s", content, err, hint.Of(err), want)
			}
		})
	}
	w := newWorld(t, map[string]string{}, nil)
	if err := os.Mkdir(w.SessionFile().Path(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SessionFile().Read(t.Context()); !errors.Is(err, atomicfile.ErrNotRegular) || hint.Of(err) != "remove "+w.SessionFile().Path() {
		t.Errorf("a directory: got %v and %q", err, hint.Of(err))
	}
}

func TestExposedFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes there")
	}
	w := newWorld(t, map[string]string{"api-key.json": goodKey}, nil)
	if err := os.Chmod(w.APIKeyFile().Path(), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if active, err := w.Active(t.Context()); err != nil || active.Method != credential.StoredAPIKey {
			t.Errorf("got %v, %v", active, err)
		}
	}
	w.wantWarnings(t, "others could read or write DIR/api-key.json: its mode is 0600 now")
	if info, err := os.Stat(w.APIKeyFile().Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info, err)
	}
}
