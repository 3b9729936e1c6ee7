//go:build unix

package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"time"
)

// refreshInPlace does what a client of Amika does that knows no locks: it
// refreshes the session once, and writes it in place.
func refreshInPlace(w *world, _ []*process, _ <-chan struct{}) {
	text, err := os.ReadFile(w.path(sessionFile))
	if err != nil {
		return
	}
	var session map[string]string
	if json.Unmarshal(text, &session) != nil {
		return // torn: no other time
	}
	form := url.Values{"client_id": {"other"}, "grant_type": {"refresh_token"}, "refresh_token": {session["refresh_token"]}}
	response, err := http.PostForm(w.url+"/user_management/authenticate", form)
	if err != nil {
		return
	}
	defer response.Body.Close()
	var answer map[string]any
	if response.StatusCode != http.StatusOK || json.NewDecoder(response.Body).Decode(&answer) != nil {
		return
	}
	for _, name := range []string{"access_token", "refresh_token"} {
		session[name], _ = answer[name].(string)
	}
	session["expires_at"] = time.Now().Add(5 * time.Minute).UTC().Format(time.RFC3339)
	if text, err = json.Marshal(session); err == nil {
		w.writeSlowly(text)
	}
}

// logOut logs out while others refresh.
func logOut(w *world, _ []*process, _ <-chan struct{}) {
	time.Sleep(50 * time.Millisecond)
	_ = w.run("logout", "--local")
}
