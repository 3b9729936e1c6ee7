package main

import (
	"encoding/json"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"amika.dev/pkg/authtest"
)

// token measures what a token costs whose session is fresh, which is what
// nearly every call finds.
func (b *bench) token() {
	home := b.home("fresh", nil)
	storeSession(home, new(authtest.Server).Login(24*time.Hour))
	t := turns(300, home, []string{filepath.Join(b.work, "nethttp")}, []string{filepath.Join(b.bin, "amika-login"), "token"})
	report("amika-login token, fresh, over linking net/http", ratio(t[1], t[0]), 1.35)
}

// refreshes counts what a hundred processes ask of the server that find the
// session expired at once.
func (b *bench) refreshes() {
	const processes = 100
	server := new(authtest.Server)
	url, stop, err := server.Start()
	check(err)
	defer stop()
	home := b.home("expired", nil)
	storeSession(home, server.Login(-time.Hour))
	failed := make([]error, processes)
	var wg sync.WaitGroup
	for i := range failed {
		wg.Go(func() {
			cmd := exec.Command(filepath.Join(b.bin, "amika-login"), "token")
			cmd.Env = []string{"HOME=" + home, "AMIKA_WORKOS_API_URL=" + url}
			failed[i] = cmd.Run()
		})
	}
	wg.Wait()
	tokens := 0
	for _, err := range failed {
		if err == nil {
			tokens++
		}
	}
	if tokens != processes {
		log.Printf("%d of %d processes printed a token", tokens, processes)
	}
	report("100 processes with an expired session, refresh requests", float64(server.Count(authtest.Refresh)), 1)
}

// storeSession stores a session below home, as a login does.
func storeSession(home string, tokens authtest.Tokens) {
	text, err := json.Marshal(map[string]string{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken,
		"email": "dev@example.com", "expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339),
	})
	check(err)
	dir := filepath.Join(home, ".local", "state", "amika")
	check(os.MkdirAll(dir, 0o700))
	check(os.WriteFile(filepath.Join(dir, "workos-session.json"), text, 0o600))
}
