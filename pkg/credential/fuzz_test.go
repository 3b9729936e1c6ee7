package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/jwt"
	"amika.dev/pkg/secret"
)

// members reads an object with the standard library, or returns nil.
func members(text []byte) map[string]json.RawMessage {
	var all map[string]json.RawMessage
	if json.Unmarshal(text, &all) != nil {
		return nil
	}
	return all
}

// compact returns members without the white space around and in them.
func compact(t *testing.T, all map[string]json.RawMessage) map[string]string {
	t.Helper()
	texts := make(map[string]string)
	for name, member := range all {
		var text bytes.Buffer
		if err := json.Compact(&text, member); err != nil {
			t.Fatal(err)
		}
		texts[name] = text.String()
	}
	return texts
}

// FuzzObject compares the parser of stored files with encoding/json, and reads
// back what is written after a member was changed.
func FuzzObject(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"a":1,"a":2}`, `{"a":{"b":[1.50,"\ud800"]},"access_token":null}`, `{"\u0061":1,"a":2}`, "null", "[]", `{"a":1}x`, "",
		"{\"a\":\"\xff\"}", " { \"access_token\" : \"x\" } ", `{"a"`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := parseObject(text)
		want := members(text)
		if (err == nil) != (want != nil) {
			t.Fatalf("%q: %v, and encoding/json: %v", text, err, want)
		}
		if err != nil {
			return
		}
		got := make(map[string]json.RawMessage)
		for _, m := range o {
			got[m.name] = m.value
		}
		if !reflect.DeepEqual(compact(t, got), compact(t, want)) {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
		o.set("access_token", "x\"\\\n<é")
		want["access_token"] = json.RawMessage(`"x\"\\\n<é"`)
		if after := members(o.encode()); after == nil || !reflect.DeepEqual(compact(t, after), compact(t, want)) {
			t.Errorf("%q is written as %q, want %q", text, o.encode(), want)
		}
	})
}

// FuzzStores reads any object as each of the stored files and writes it again:
// the same is read, and members that are unknown are still there.
func FuzzStores(f *testing.F) {
	for _, text := range []string{
		`{"key":"amk_1","stored_at":"2026-01-02T03:04:05.6Z","other":1}`, `{"key":" amk_1\n"}`,
		`{"access_token":"a.eyJleHAiOjF9.b","refresh_token":"r","email":"é","other":[]}`, `{"access_token":null,"refresh_token":"r","expires_at":"0001-01-01T00:00:00Z"}`,
		`{"device_code":"d","expires_at":"2026-01-02T03:04:05+23:59","base":"b","client_id":"c","interval":1e300}`,
		`{"result":"denied","ended_at":"9999-12-31T23:59:59.999999999-23:59","reason":"\u0000"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := parseObject(text)
		if err != nil {
			return
		}
		if first, err := decodeAPIKey(o); err == nil {
			second, err := decodeAPIKey(readBack(t, text, encodeAPIKey(first)))
			if err != nil || !first.Key.Equal(second.Key) || !first.StoredAt.Equal(second.StoredAt) {
				t.Errorf("%q: %v, %v becomes %v", text, err, first, second)
			}
		}
		if first, err := decodeSession(o); err == nil {
			second, err := decodeSession(readBack(t, text, encodeSession(first)))
			first.rest, second.rest = nil, nil
			if err != nil || !first.AccessToken.Equal(second.AccessToken) || !first.RefreshToken.Equal(second.RefreshToken) ||
				!first.ExpiresAt.Equal(second.ExpiresAt) || first.Email != second.Email || first.OrganizationID != second.OrganizationID {
				t.Errorf("%q: %v, %+v becomes %+v", text, err, first, second)
			}
		}
		if first, err := decodePending(o); err == nil {
			written, err := parseObject(encodePending(first).encode())
			if err != nil {
				t.Fatal(err)
			}
			second, err := decodePending(written)
			if drift := (first.Interval - second.Interval).Abs(); drift > first.Interval/1e12+1 {
				t.Errorf("%q: the interval %v becomes %v", text, first.Interval, second.Interval)
			}
			first.Interval = second.Interval
			if err != nil || !reflect.DeepEqual(inUTC(first), inUTC(second)) {
				t.Errorf("%q: %v, %+v becomes %+v", text, err, first, second)
			}
		}
	})
}

// readBack parses what was written, and checks that all members of the text that
// was read are in it.
func readBack(t *testing.T, text []byte, written object) object {
	t.Helper()
	all := members(written.encode())
	for name, member := range members(text) {
		switch name {
		case "key", "stored_at", "access_token", "refresh_token", "user_id", "email", "organization_id", "expires_at":
			continue // they may be written in another way
		}
		one := compact(t, map[string]json.RawMessage{name: member})
		if got := compact(t, map[string]json.RawMessage{name: all[name]}); !reflect.DeepEqual(got, one) {
			t.Errorf("%q becomes %q", one, got)
		}
	}
	o, err := parseObject(written.encode())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// inUTC returns p with times that can be compared.
func inUTC(p PendingLogin) PendingLogin {
	p.ExpiresAt, p.NextPoll = p.ExpiresAt.UTC(), p.NextPoll.UTC()
	if p.Outcome != nil {
		end := *p.Outcome
		end.EndedAt, end.ExpiresAt = end.EndedAt.UTC(), end.ExpiresAt.UTC()
		p.Outcome = &end
	}
	return p
}

// FuzzAPIKey checks that what is taken for a key can be sent, and that an error
// doesn't show the text.
func FuzzAPIKey(f *testing.F) {
	for _, text := range []string{
		"amk_1", "\ufeffamk_1\r\n", "a b", "$KEY", `"amk_1"`, "NAME=amk_1", "export A=b", "op://a/b", "{}", "a\x00m\x00", "amk==", "é", "%A%", "vault:a#b", "<key>", "a:b",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ParseAPIKey(text)
		if err != nil {
			if trimmed := strings.TrimSpace(text); len(trimmed) > 12 && strings.Contains(err.Error(), trimmed) {
				t.Errorf("the error shows the text: %v", err)
			}
			return
		}
		got := key.Reveal()
		if got == "" || len(got) > maxAPIKey || !secret.IsPrintable(got) || strings.Contains(got, " ") || !strings.Contains(text, got) {
			t.Errorf("%q is taken for the key %q", text, got)
		}
		if again, err := ParseAPIKey(got + "\n"); err != nil || !again.Equal(key) {
			t.Errorf("%q is the key %q, which is not: %v", text, got, err)
		}
	})
}

// FuzzClaims compares the claims of any payload with those that encoding/json
// finds.
func FuzzClaims(f *testing.F) {
	for _, payload := range []string{
		`{"exp":1795450738,"iat":1795450438.9,"sid":"session_1"}`, `{"exp":"1"}`, `{"exp":-1}`, `{"exp":1e999}`, `{"exp":253402300800}`,
		`{"sid":"a b"}`, `{"sid":1,"exp":1}`, `[]`, `{`, `{"exp":1,"exp":2}`, `{"EXP":1}`,
	} {
		f.Add([]byte(payload))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		got := ParseClaims(secret.New("e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"))
		var all map[string]any
		_ = json.Unmarshal(payload, &all) // all is nil
		var want Claims
		if base64.RawURLEncoding.EncodedLen(len(payload)) <= 64<<10 {
			want.ExpiresAt, want.IssuedAt = date(all["exp"]), date(all["iat"])
			if id, _ := all["sid"].(string); len(id) <= maxSessionID && secret.IsPrintable(id) && !strings.Contains(id, " ") {
				want.SessionID = id
			}
		}
		if outOfRange := strings.Contains(string(payload), "e") && all == nil; got != want && !outOfRange {
			t.Errorf("%q has the claims %+v, want %+v", payload, got, want)
		}
	})
}

// date returns the time of a NumericDate (RFC 7519, section 2).
func date(claim any) time.Time {
	seconds, _ := claim.(float64)
	if seconds <= 0 || seconds > jwt.MaxSeconds {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}
