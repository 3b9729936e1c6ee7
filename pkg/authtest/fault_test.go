package authtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault string
		check func(*http.Response, string) bool // the answer and its body; nil: none comes
		spent bool                              // whether the refresh token is then
	}{
		{"drop", nil, false},
		{"reset", nil, false},
		{"lose", nil, true},
		{"delay=20s", nil, false},
		{"late=20s", nil, true},
		{"truncate", func(r *http.Response, body string) bool { return int(r.ContentLength) > len(body) }, true},
		{"type=text/html", func(r *http.Response, body string) bool {
			return r.Header.Get("Content-Type") == "text/html" && strings.HasPrefix(body, "{")
		}, true},
		{"member=expires_in=1e999", func(_ *http.Response, body string) bool { return strings.Contains(body, `"expires_in":1e999`) }, true},
		{"member=access_token=", func(_ *http.Response, body string) bool {
			return !strings.Contains(body, `"access_token"`) && json.Valid([]byte(body))
		}, true},
		{"status=503,9", func(r *http.Response, _ string) bool {
			return r.StatusCode == 503 && r.Header.Get("Retry-After") == "9"
		}, false},
		{"html=200", func(r *http.Response, body string) bool { return r.StatusCode == 200 && strings.HasPrefix(body, "<") }, false},
		{"redirect=https://elsewhere.example", func(r *http.Response, _ string) bool {
			return r.StatusCode == 307 && r.Header.Get("Location") == "https://elsewhere.example"
		}, false},
		{"error=400,invalid_grant,gone, really", func(_ *http.Response, body string) bool {
			return body == `{"error":"invalid_grant","error_description":"gone, really"}`
		}, false},
		{"apierror=422,c,m", func(r *http.Response, body string) bool {
			return r.StatusCode == 422 && body == `{"code":"c","message":"m"}`
		}, false},
		{"body=200,null", func(_ *http.Response, body string) bool { return body == "null" }, false},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			s := &authtest.Server{ReplayWindow: -1}
			if err := s.FailText("refresh#1:" + tt.fault); err != nil {
				t.Fatal(err)
			}
			inBubble(t, s, func(a asker) {
				a.Timeout = 10 * time.Second
				token := s.Login(0).RefreshToken
				response, err := a.PostForm(base+"/user_management/authenticate", url.Values{"client_id": {"c"}, "grant_type": {"refresh_token"}, "refresh_token": {token}})
				if err == nil {
					body, _ := io.ReadAll(response.Body)
					if tt.check == nil || !tt.check(response, string(body)) {
						t.Errorf("got %v: %s", response, body)
					}
				} else if tt.check != nil {
					t.Error(err)
				}
				if spent := a.refresh(token)["error"] == "invalid_grant"; spent != tt.spent {
					t.Errorf("spent: %v, want %v", spent, tt.spent)
				}
				if s.Count(authtest.Refresh) != 2 || s.Count(authtest.Poll) != 0 {
					t.Errorf("%d refreshes, %d polls", s.Count(authtest.Refresh), s.Count(authtest.Poll))
				}
			})
		})
	}
	for _, text := range []string{"", "refresh", "refresh:", "nothing:drop", "refresh#x:drop", "refresh:crash", "poll:delay=soon", "poll:status=7"} {
		if err := new(authtest.Server).FailText(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
