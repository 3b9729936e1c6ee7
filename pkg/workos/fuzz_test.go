package workos

import (
	"net/http"
	"strings"
	"testing"
	"time"

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

func FuzzTokens(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":"a","refresh_token":"r","user":{"id":"u","email":"e"},"organization_id":"o"}`,
		`{"access_token":"a","refresh_token":null,"user":[]}`, `{"access_token":"a\nb"}`, "null", "", "{", "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, ok := parseTokens(body)
		if access := tokens.AccessToken.Reveal(); ok == (access == "") || strings.ContainsAny(access+tokens.RefreshToken.Reveal(), "\r\n\x1b\x00") {
			t.Errorf("%q gives %+v, %v", body, tokens, ok)
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
