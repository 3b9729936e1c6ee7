package workos

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/secret"
	"amika.dev/pkg/terminal"
)

func FuzzPending(f *testing.F) {
	for _, seed := range []string{
		`{"device_code":"d","user_code":"u","verification_uri":"v","interval":5,"expires_in":300}`,
		`{"device_code":"d","user_code":"u","verification_uri":"v","interval":-1e999,"expires_in":"1e999"}`,
		"null", "", "[]", `{"device_code":null}`, "\xff", strings.Repeat("[", 20000),
	} {
		f.Add([]byte(seed))
	}
	now := time.Unix(1e9, 0)
	f.Fuzz(func(t *testing.T, body []byte) {
		p, ok := parsePending(body, now)
		if !ok {
			return
		}
		life := p.ExpiresAt.Sub(now)
		if p.DeviceCode.Reveal() == "" || p.UserCode == "" || p.VerificationURI == "" ||
			p.Interval < minInterval || p.Interval > maxInterval || life < minLife || life > maxLife {
			t.Errorf("%q gives %+v", body, p)
		}
	})
}

// FuzzTokens compares with encoding/json, and checks that what is taken for a
// token can be sent.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"a","refresh_token":"r","user":{"id":"u","email":"e"},"organization_id":"o"}`,
		`{"access_token":"a","refresh_token":null,"user":[]}`, `{"access_token":"a\nb"}`, "null", "", "{", "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, ok := parseTokens(body)
		access, refresh := tokens.AccessToken.Reveal(), tokens.RefreshToken.Reveal()
		if ok == (access == "") || strings.ContainsAny(access+refresh, "\r\n\x1b\x00") {
			t.Errorf("%q gives %+v, %v", body, tokens, ok)
		}
		var all map[string]any
		if json.Unmarshal(body, &all) != nil && ok {
			t.Errorf("%q is no object, and gives tokens", body)
		}
		for name := range all {
			if strings.ToLower(name) != name || strings.ContainsAny(name, "ſ\u212a") {
				return // encoding/json takes members in any case
			}
		}
		wantAccess, _ := all["access_token"].(string)
		wantRefresh, _ := all["refresh_token"].(string)
		if wantOK := wantAccess != "" && secret.IsPrintable(wantAccess+wantRefresh); ok != wantOK || ok && (access != wantAccess || refresh != wantRefresh) {
			t.Errorf("%q gives %q and %q, %v", body, access, refresh, ok)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	for _, seed := range []string{
		`{"error":"invalid_grant","error_description":"Gone."}`, `{"code":"c","message":"m"}`,
		`{"error":{},"code":[],"message":"\u001b[31m\ud800"}`, "<html>", "null", "{", "",
	} {
		for _, status := range []int{0, 200, 302, 400, 403, 429, 503, 999} {
			f.Add(status, []byte(seed), "5")
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte, after string) {
		for _, polling := range []bool{true, false} {
			r := request{polling: polling}
			e := new(Client).refusal(r, answer{host: "host", status: status, body: body, secret: r.redact, header: http.Header{"Retry-After": {after}}})
			if e.Kind < NotSent || e.Kind > Expired || e.Reason == "" || e.RetryAfter < 0 || e.RetryAfter > maxLife {
				t.Errorf("%d %q gives %#v", status, body, e)
			}
			if unsafe := strings.ContainsFunc(e.Error()+e.Code, func(r rune) bool { return r < ' ' || r == 0x7f }); unsafe {
				t.Errorf("%d %q gives %q", status, body, e.Error())
			}
			if terminal.Escape(e.Code) != e.Code {
				t.Errorf("%d %q gives the code %q", status, body, e.Code)
			}
		}
	})
}

func FuzzParseBase(f *testing.F) {
	for _, seed := range []string{"https://api.workos.com", "http://localhost", "http://[::1]:1/x", "https://u:p@h", "//", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseBase(text)
		if err != nil {
			return
		}
		again, err := ParseBase(u.String())
		if err != nil || again.Host != u.Host || u.User != nil || u.Scheme == "http" && !loopback(u.Hostname()) {
			t.Errorf("%q gives %q, and then %v, %v", text, u, again, err)
		}
	})
}
