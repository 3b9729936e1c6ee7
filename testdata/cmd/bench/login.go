package main

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"amika.dev/pkg/authtest"
)

const sessionPath = ".local/state/amika/workos-session.json"

// token measures what a token costs whose session is fresh, which is what
// nearly every call finds.
func (b *bench) token() {
	server := new(authtest.Server)
	home := b.home(map[string]string{sessionPath: session(server.Login(24*time.Hour), 0)})
	s := b.rounds(8, 60, home, []string{"nethttp"}, []string{"amika-login", "token"}, []string{"empty"})
	b.time("a program that links net/http, over an empty Go program", over, bar{}, s[0], s[2])
	b.time("amika-login token, fresh session, over linking net/http", over, bar{most: 1.2, goal: 1.12}, s[1], s[0])
	b.faults("amika-login token, page faults", bar{most: 355, goal: 340}, s[1])

	home = b.home(map[string]string{sessionPath: session(server.Login(24*time.Hour), 100_000)})
	s = b.rounds(2, 5, home, []string{"amika-login", "token"})
	b.time("the same beside 100,000 foreign members, s", seconds, bar{most: 0.2}, s[0])
}

// refresh counts what a hundred processes ask of the server that find the
// session expired at once, and what they print.
func (b *bench) refresh() {
	const processes = 100
	server := new(authtest.Server)
	url, stop, err := server.Start()
	check(err)
	defer stop()
	home := b.home(map[string]string{sessionPath: session(server.Login(-time.Hour), 0)})
	tokens := make([]string, processes)
	var group sync.WaitGroup
	for i := range tokens {
		group.Go(func() {
			cmd := exec.Command(filepath.Join(b.programs, "amika-login"), "token")
			cmd.Env = append(environ(home), "AMIKA_WORKOS_API_URL="+url)
			out, _ := cmd.Output() // a failure is a token that is not valid
			tokens[i] = strings.TrimSpace(string(out))
		})
	}
	group.Wait()
	invalid := 0
	for _, t := range tokens {
		if !accepted(url, t) {
			invalid++
		}
	}
	what := strconv.Itoa(processes) + " processes with an expired session, "
	b.add(budget{what: what + "refresh requests", got: float64(server.Count(authtest.Refresh)), bar: bar{most: 1}})
	b.add(budget{what: what + "valid tokens", got: float64(processes - invalid), bar: bar{least: processes}})
}

// accepted reports whether the server takes a token.
func accepted(url, token string) bool {
	request, err := http.NewRequest(http.MethodGet, url+"/api/v0beta1/sandboxes", nil)
	check(err)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	check(err)
	check(response.Body.Close())
	return response.StatusCode == http.StatusOK
}

// session returns the file of a session, with n members that others have put
// into it.
func session(tokens authtest.Tokens, n int) string {
	text, err := json.Marshal(map[string]string{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken, "user_id": "user_01",
		"email": "dev@example.com", "organization_id": "org_01", "expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339),
	})
	check(err)
	if n == 0 {
		return string(text)
	}
	return strings.TrimSuffix(string(text), "}") + "," + strings.TrimPrefix(object(n, `"m%06d":%[1]d`), "{")
}
