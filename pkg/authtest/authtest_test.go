package authtest_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"amika.dev/pkg/authtest"
)

const base = "http://127.0.0.1:1"

// An asker is a client that only posts forms.
type asker struct {
	t  *testing.T
	at string
	*http.Client
}

func inBubble(t *testing.T, s *authtest.Server, test func(asker)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dial, stop := s.Pipe()
		defer stop()
		test(asker{t, base, &http.Client{
			Transport:     &http.Transport{DialContext: dial, DisableKeepAlives: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}})
	})
}

// post returns the status and the members of the answer that are strings.
func (a asker) post(path string, form ...string) (int, map[string]string) {
	a.t.Helper()
	values := url.Values{"client_id": {"client_test"}}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	response, err := a.PostForm(a.at+"/user_management/"+path, values)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var members map[string]any
	if err := json.NewDecoder(response.Body).Decode(&members); err != nil {
		a.t.Fatal(err)
	}
	texts := make(map[string]string)
	for name, value := range members {
		if text, ok := value.(string); ok {
			texts[name] = text
		}
	}
	return response.StatusCode, texts
}

func (a asker) poll(code string) string {
	a.t.Helper()
	_, answer := a.post("authenticate", "grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", code)
	return answer["error"] + answer["code"] + answer["token_type"] + answer["authentication_method"]
}

func (a asker) refresh(token string) map[string]string {
	a.t.Helper()
	_, answer := a.post("authenticate", "grant_type", "refresh_token", "refresh_token", token)
	return answer
}

func (a asker) code() string {
	a.t.Helper()
	_, answer := a.post("authorize/device")
	return answer["device_code"]
}

func TestDeviceFlow(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	inBubble(t, s, func(a asker) {
		code := a.code()
		steps := []struct {
			wait   time.Duration
			before func()
			want   string
		}{
			{5 * time.Second, nil, "authorization_pending"},
			{4 * time.Second, nil, "slow_down"},
			{9 * time.Second, nil, "slow_down"},
			{15 * time.Second, nil, "authorization_pending"},
			{15 * time.Second, func() { s.Approve() }, "Password"},
			{15 * time.Second, nil, "invalid_grant"},
		}
		for _, step := range steps {
			time.Sleep(step.wait)
			if step.before != nil {
				step.before()
			}
			if got := a.poll(code); got != step.want {
				t.Errorf("got %s, want %s", got, step.want)
			}
		}
		if got := a.poll("unknown"); got != "invalid_grant" {
			t.Errorf("unknown code: %s", got)
		}
		denied, expired := a.code(), a.code()
		if !s.Deny() || s.Deny() || a.poll(denied) != "access_denied" {
			t.Error("not denied")
		}
		time.Sleep(5 * time.Minute)
		if got := a.poll(expired); got != "expired_token" {
			t.Errorf("after its life: %s", got)
		}
		fresh := a.code()
		s.Expire()
		if got := a.poll(fresh); got != "expired_token" {
			t.Errorf("expired: %s", got)
		}
	})
}

func TestApproveAfterAndStepUp(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{ApproveAfter: 2, StepUp: "sso_required", Interval: time.Second}
	inBubble(t, s, func(a asker) {
		code := a.code()
		for _, want := range []string{"authorization_pending", "sso_required"} {
			time.Sleep(time.Second)
			if got := a.poll(code); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	s := new(authtest.Server)
	inBubble(t, s, func(a asker) {
		first := s.Login(0).RefreshToken
		second := a.refresh(first)
		if second["refresh_token"] == first || second["access_token"] == "" {
			t.Fatalf("got %v", second)
		}
		time.Sleep(30 * time.Second)
		if again := a.refresh(first); again["refresh_token"] != second["refresh_token"] || again["access_token"] != second["access_token"] {
			t.Errorf("replayed within the window: %v", again)
		}
		time.Sleep(time.Second)
		if late := a.refresh(first); late["error"] != "invalid_grant" {
			t.Errorf("replayed too late: %v", late)
		}
		if good := a.refresh(second["refresh_token"]); good["access_token"] == "" {
			t.Errorf("the good one: %v", good)
		}
		s.End()
		if ended := a.refresh(second["refresh_token"]); ended["error"] != "invalid_grant" {
			t.Errorf("an ended session: %v", ended)
		}
	})
	s = &authtest.Server{ReplayWindow: -1}
	inBubble(t, s, func(a asker) {
		token := s.Login(0).RefreshToken
		a.refresh(token)
		if again := a.refresh(token); again["error"] != "invalid_grant" {
			t.Errorf("without a window: %v", again)
		}
	})
}

func TestAccessTokens(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{APIKeys: []string{"key"}, TokenLife: time.Minute}
	inBubble(t, s, func(a asker) {
		tokens := s.Login(0)
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(tokens.AccessToken, ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		var claims struct {
			Exp int64
			Sid string
		}
		if err := json.Unmarshal(payload, &claims); err != nil || claims.Exp != time.Now().Add(time.Minute).Unix() || claims.Sid != tokens.SessionID {
			t.Errorf("%v, claims %s", err, payload)
		}
		ask := func(bearer string) int {
			r, err := http.NewRequest(http.MethodGet, base+"/api/v0beta1/sandboxes", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+bearer)
			response, err := a.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			return response.StatusCode
		}
		for bearer, want := range map[string]int{"key": 200, tokens.AccessToken: 200, "other": 401, "": 401, s.Login(-time.Hour).AccessToken: 401} {
			if got := ask(bearer); got != want {
				t.Errorf("%s: status %d, want %d", bearer, got, want)
			}
		}
		response, err := a.Get(base + "/user_management/sessions/logout?session_id=" + tokens.SessionID)
		if err != nil || response.StatusCode != http.StatusFound || !s.Ended(tokens.SessionID) {
			t.Errorf("logout: %v, %v", response, err)
		}
		if got := ask(tokens.AccessToken); got != 401 {
			t.Errorf("after logout: status %d", got)
		}
	})
}

func TestOnLoopback(t *testing.T) {
	t.Parallel()
	s := &authtest.Server{ClientID: "client_test"}
	s.Fail(authtest.Device, 2, authtest.Reset())
	at, stop, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	a := asker{t, at, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	if code := a.code(); code == "" {
		t.Error("no code")
	}
	if response, err := a.PostForm(at+"/user_management/authorize/device", url.Values{"client_id": {"client_test"}}); err == nil {
		t.Errorf("not reset: %v", response)
	}
	if status, answer := a.post("authorize/device", "client_id", "other"); status != 400 || answer["error"] != "invalid_client" {
		t.Errorf("another client: %d %v", status, answer)
	}
	if status, answer := a.post("elsewhere"); status != 404 || answer["code"] != "not_found" {
		t.Errorf("another path: %d %v", status, answer)
	}
	stop()
	if _, err := a.PostForm(at, nil); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("after its end: %v", err)
	}
}
