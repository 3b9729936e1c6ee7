package authtest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A session is opened by a login.
type session struct {
	id      string
	ended   bool
	refresh string        // the valid refresh token
	spent   []spentToken  // the earlier ones
	access  []accessToken // those given out
}

type accessToken struct {
	text    string
	expires time.Time
}

type spentToken struct {
	text   string
	at     time.Time
	answer answer // what it was spent on
}

// Tokens are the result of a login.
type Tokens struct {
	AccessToken, RefreshToken, SessionID string
	ExpiresAt                            time.Time // of the access token, to the second
}

// Login opens a session without a device code. life is that of the access token:
// negative for one that has expired, 0 for the server's TokenLife.
func (s *Server) Login(life time.Duration) Tokens {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.open()
	a := s.issue(o, cmp.Or(life, s.tokenLife()))
	return Tokens{a.text, o.refresh, o.id, a.expires}
}

// End ends every session, so that no refresh token is valid any more.
func (s *Server) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.sessions {
		o.ended = true
	}
}

// Ended reports whether the session has ended.
func (s *Server) Ended(sessionID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.sessions, func(o *session) bool { return o.id == sessionID && o.ended })
}

func (s *Server) open() *session {
	o := &session{id: s.unique("session_01TEST"), refresh: s.unique("authtest-refresh-")}
	s.sessions = append(s.sessions, o)
	return o
}

func (s *Server) tokenLife() time.Duration { return cmp.Or(s.TokenLife, 5*time.Minute) }

func (s *Server) user() map[string]any {
	return map[string]any{
		"object":         "user",
		"id":             cmp.Or(s.UserID, "user_01TEST"),
		"email":          cmp.Or(s.Email, "dev@example.com"),
		"email_verified": true,
		"first_name":     nil,
	}
}

// tokens returns the answer with the session's refresh token and a new access
// token.
func (s *Server) tokens(o *session) map[string]any {
	return map[string]any{
		"user":                  s.user(),
		"organization_id":       cmp.Or(s.OrganizationID, "org_01TEST"),
		"access_token":          s.issue(o, s.tokenLife()).text,
		"refresh_token":         o.refresh,
		"authentication_method": "Password",
	}
}

// issue returns a new access token: a JWT whose signature is not valid.
func (s *Server) issue(o *session, life time.Duration) accessToken {
	now := s.now()
	expires := now.Add(life).Truncate(time.Second)
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	a := accessToken{expires: expires, text: part(map[string]string{"alg": "RS256", "typ": "JWT"}) + "." + part(map[string]any{
		"iss":    "https://api.workos.com",
		"sub":    cmp.Or(s.UserID, "user_01TEST"),
		"sid":    o.id,
		"jti":    s.unique("jti_01TEST"),
		"org_id": cmp.Or(s.OrganizationID, "org_01TEST"),
		"iat":    now.Unix(),
		"exp":    expires.Unix(),
	}) + "." + base64.RawURLEncoding.EncodeToString([]byte("not signed"))}
	o.access = append(o.access, a)
	return a
}

func (s *Server) refresh(r *http.Request) answer {
	token, now := r.PostForm.Get("refresh_token"), s.now()
	window := cmp.Or(s.ReplayWindow, 30*time.Second)
	for _, o := range s.sessions {
		if o.ended {
			continue
		}
		if o.refresh == token {
			o.refresh = s.unique("authtest-refresh-")
			a := object(http.StatusOK, s.tokens(o))
			o.spent = append(o.spent, spentToken{token, now, a})
			return a
		}
		for _, old := range o.spent {
			if old.text == token && now.Sub(old.at) <= window {
				return old.answer
			}
		}
	}
	return oauthError(http.StatusBadRequest, "invalid_grant", "The refresh token is invalid or was spent.")
}

func (s *Server) logout(r *http.Request) answer {
	for _, o := range s.sessions {
		if id := r.Form.Get("session_id"); id != "" && id == o.id {
			o.ended = true
			return answer{status: http.StatusFound, header: http.Header{"Location": {"/goodbye"}}}
		}
	}
	return apiError(http.StatusNotFound, "entity_not_found", "There is no such session.")
}

func (s *Server) sandboxes(r *http.Request) answer {
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	accepted := bearer != "" && slices.Contains(s.APIKeys, bearer)
	for _, o := range s.sessions {
		accepted = accepted || !o.ended && slices.ContainsFunc(o.access, func(a accessToken) bool {
			return a.text == bearer && s.now().Before(a.expires)
		})
	}
	if !accepted {
		return apiError(http.StatusUnauthorized, "unauthorized", "The credential is not accepted.")
	}
	return object(http.StatusOK, []any{})
}
