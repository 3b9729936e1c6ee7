package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

var quiet = log.New(io.Discard, "", 0)

// answer is what the stand-in models say.
const answer = "Hello from the stand-in."

// A vendor stands in for Anthropic and OpenAI: their refresh tokens work once, and
// only the newest access token is good.
type vendor struct {
	mu        sync.Mutex
	logins    map[string]*account // by agent
	requests  []string
	unauthed  int
	onRefusal func() // called before a request with an old token is refused
}

// An account is one login.
type account struct {
	issued    int
	access    string
	refresh   string
	expires   time.Time
	refreshes int
	refused   int
	all       []string // refresh tokens
}

func newVendor() *vendor {
	return &vendor{logins: map[string]*account{"claude": {}, "codex": {}}}
}

// issue makes new tokens for an agent that live for a time.
func (v *vendor) issue(agent string, life time.Duration) *account {
	a := v.logins[agent]
	a.issued++
	a.expires = time.Now().Add(life)
	a.refresh = fmt.Sprintf("%s-refresh-fake-%03d-abcdefgh", agent, a.issued)
	a.all = append(a.all, a.refresh)
	a.access = fmt.Sprintf("sk-ant-oat01-fake-%03d-abcdefghijklmnop", a.issued)
	if agent == "codex" {
		a.access = jwt(a.issued, a.expires)
	}
	return a
}

// jwt makes a token of the form of those of OpenAI.
func jwt(number int, expires time.Time) string {
	encode := base64.RawURLEncoding.EncodeToString
	claims := fmt.Sprintf(`{"exp": %d, "iat": %d, "jti": "%d", "email": "dev@example.com", "https://api.openai.com/profile": {"email": "dev@example.com"},
		"https://api.openai.com/auth": {"chatgpt_account_id": "acct-fake", "chatgpt_plan_type": "pro", "chatgpt_user_id": "user-fake", "user_id": "user-fake"}}`,
		expires.Unix(), time.Now().Unix(), number)
	return encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode([]byte(claims)) + "." + encode([]byte("fake"))
}

// ServeHTTP answers as the host that is asked would.
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 10<<20))
	v.mu.Lock()
	v.requests = append(v.requests, r.Method+" "+r.Host+r.URL.Path)
	v.mu.Unlock()
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/oauth/token"):
		v.token(w, r, body)
	case strings.HasSuffix(path, "/v1/messages"):
		v.model(w, r, "claude", messages)
	case strings.HasSuffix(path, "/responses") && r.Method == http.MethodPost:
		v.model(w, r, "codex", responses)
	case strings.HasSuffix(path, "/oauth/profile"):
		_, _ = io.WriteString(w, `{"account": {"uuid": "account", "email": "dev@example.com", "display_name": "Dev"}, "organization": {"uuid": "organization", "name": "Example", "organization_type": "claude_max", "rate_limit_tier": "default_claude_max_20x"}}`)
	default:
		http.Error(w, `{"error": {"type": "not_found_error", "message": "not found"}}`, http.StatusNotFound)
	}
}

// token exchanges a refresh token for new ones.
func (v *vendor) token(w http.ResponseWriter, r *http.Request, body []byte) {
	refresh := ""
	var object map[string]any
	if json.Unmarshal(body, &object) == nil {
		refresh, _ = object["refresh_token"].(string)
	} else if form, err := url.ParseQuery(string(body)); err == nil {
		refresh = form.Get("refresh_token")
	}
	agent := "claude"
	if strings.Contains(r.Host, "openai") {
		agent = "codex"
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	a := v.logins[agent]
	if refresh != a.refresh {
		a.refused++
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error": "invalid_grant", "error_description": "refresh token was already used"}`)
		return
	}
	a.refreshes++
	v.issue(agent, time.Hour)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"access_token": a.access, "refresh_token": a.refresh, "id_token": jwt(a.issued, a.expires), "expires_in": 3600, "token_type": "Bearer",
		"scope": "user:inference user:profile user:sessions:claude_code",
	})
}

// model answers a request of a model, if the token is good.
func (v *vendor) model(w http.ResponseWriter, r *http.Request, agent, events string) {
	v.mu.Lock()
	good := r.Header.Get("Authorization") == "Bearer "+v.logins[agent].access
	refusal := v.onRefusal
	if !good {
		v.unauthed++
	}
	v.mu.Unlock()
	if !good {
		if refusal != nil {
			refusal()
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"type": "error", "error": {"type": "authentication_error", "message": "the token is not good", "code": "token_expired"}}`)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = io.WriteString(w, strings.ReplaceAll(events, "ANSWER", answer))
}

// What models say, as the two agents read it.
const (
	messages = `event: message_start
data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-fake","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ANSWER"}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}

event: message_stop
data: {"type":"message_stop"}

`
	responses = `event: response.created
data: {"type":"response.created","response":{"id":"resp_1","created_at":1,"model":"fake"}}

event: response.output_item.added
data: {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"msg_1","role":"assistant","content":[]}}

event: response.output_text.delta
data: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"ANSWER"}

event: response.output_item.done
data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"ANSWER"}]}}

event: response.completed
data: {"type":"response.completed","response":{"id":"resp_1","usage":{"input_tokens":1,"input_tokens_details":null,"output_tokens":1,"output_tokens_details":null,"total_tokens":2}}}

`
)
