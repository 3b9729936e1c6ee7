package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A vendor stands in for the server of an agent's vendor. Its refresh tokens work
// once (RFC 9700, section 4.14.2).
type vendor struct {
	url      string
	lifetime time.Duration // of access tokens
	mu       sync.Mutex
	issued   int
	refresh  string               // the one that works
	good     map[string]time.Time // access tokens, and when they expire
}

// tokens are what the vendor gives, and what the stand-in agent keeps.
type tokens struct {
	AccessToken  string   `json:"accessToken"`
	RefreshToken string   `json:"refreshToken,omitempty"`
	ExpiresAt    int64    `json:"expiresAt"` // milliseconds since 1970
	Scopes       []string `json:"scopes"`
}

// start starts a vendor on loopback.
func (v *vendor) start() (stop func(), err error) {
	v.good = make(map[string]time.Time)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	v.url = "http://" + listener.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", v.token)
	mux.HandleFunc("POST /messages", v.messages)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }() // until it is closed
	return func() { server.Close() }, nil
}

// login returns new tokens.
func (v *vendor) login() tokens {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.issue()
}

func (v *vendor) issue() tokens {
	v.issued++
	expires := time.Now().Add(v.lifetime)
	t := tokens{fmt.Sprintf("sk-ant-oat01-fake-%d", v.issued), fmt.Sprintf("sk-ant-ort01-fake-%d", v.issued), expires.UnixMilli(), []string{"user:inference"}}
	v.refresh = t.RefreshToken
	v.good[t.AccessToken] = expires
	return t
}

// token exchanges a refresh token.
func (v *vendor) token(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if r.FormValue("refresh_token") != v.refresh {
		http.Error(w, "invalid_grant", http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(v.issue())
}

// messages is what an access token is for.
func (v *vendor) messages(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !time.Now().Before(v.good[token]) {
		http.Error(w, "unauthorized", http.StatusUnauthorized)
	}
}

// An agent stands in for Claude Code in a home directory: it renews its login when
// that has expired, and keeps the new one as far as it can.
type agent struct{ home, url string }

func (a agent) path() string { return filepath.Join(a.home, ".claude", ".credentials.json") }

func (a agent) load() (tokens, error) {
	text, err := os.ReadFile(a.path())
	var file struct{ ClaudeAiOauth tokens }
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	return file.ClaudeAiOauth, err
}

func (a agent) save(t tokens) error {
	text, err := json.Marshal(map[string]tokens{"claudeAiOauth": t})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(a.path()), 0o700); err != nil {
		return err
	}
	return os.WriteFile(a.path(), text, 0o600)
}

// works reports whether the agent can work.
func (a agent) works(readOnly bool) bool {
	t, err := a.load()
	if err != nil {
		return false
	}
	if time.Now().UnixMilli() >= t.ExpiresAt && t.RefreshToken != "" {
		answer, err := http.PostForm(a.url+"/token", map[string][]string{"refresh_token": {t.RefreshToken}})
		if err != nil {
			return false
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK || json.NewDecoder(answer.Body).Decode(&t) != nil {
			return false
		}
		if !readOnly && a.save(t) != nil {
			return false
		}
	}
	request, err := http.NewRequest(http.MethodPost, a.url+"/messages", nil)
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer "+t.AccessToken)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}
