package source

import (
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	errCopilotSession constError = "it is Copilot's token of a few minutes, which works nowhere else"
	errPiSession      constError = "it works from Pi's own file alone"
)

// pi is Pi's store of logins, one member for each provider.
var pi = Source{
	Priority: 55,
	ID:       "pi",
	Files:    []Location{"$PI_CODING_AGENT_DIR/auth.json", "~/.pi/agent/auth.json"},
	servers:  true,
	settings: []Location{"$PI_CODING_AGENT_DIR/models.json", "~/.pi/agent/models.json"},
	want: func() shape {
		return either(within("providers", every(members("baseUrl"))), every(either(members("type", "key", "access", "refresh", "expires"), within("env", func(name string, _ jsontext.Kind) (shape, bool) {
			return nil, isAddress(name)
		}))))
	},
	find: func(f file) {
		if filepath.Base(f.filePath) == "models.json" {
			for entry := range f.member("providers").entries() {
				f.redirect(ToServer, &Finding{}, entry.name, entry.member("baseUrl"))
			}
			return
		}
		for entry := range f.entries() {
			switch strings.ToLower(entry.member("type").text()) {
			case "api_key":
				f.piKey(entry)
			case "oauth":
				f.piLogin(entry)
			}
		}
	},
}

// piKey records the key of an entry, which may be for an address of its own.
func (f *findings) piKey(entry *node) {
	about := &Finding{Kind: APIKey, Own: true}
	key := entry.member("key")
	for range entry.member("env").entries() {
		f.leaveOut(about, key, errOtherServer)
		return
	}
	if isVariable(key.text()) {
		f.leaveOut(about, key, errReference)
		return
	}
	f.add(about, entry.name, key)
}

// piLogin records the session of an entry. What Pi keeps of GitHub Copilot is
// Copilot's own short-lived token; GitHub's is where the refresh tokens of others
// are.
func (f *findings) piLogin(entry *node) {
	about := &Finding{Own: true, Renews: entry.member("refresh").has()}
	access := entry.member("access")
	switch {
	case f.noOAuth:
		f.notWanted(access)
	case entry.name == "anthropic":
		about.Variable = "ANTHROPIC_OAUTH_TOKEN"
		f.login(about, entry.name, access, entry, "expires")
	case entry.name == "openai-codex":
		f.login(about, "openai", access, entry, "expires")
	case entry.name == "github-copilot":
		about.Provider, about.Kind = entry.name, OAuth
		f.leaveOut(about, access, errCopilotSession)
	default:
		f.exclude(&Finding{Kind: OAuth}, access, errPiSession)
	}
}

// isVariable reports whether a text looks like the name of a variable, which Pi
// reads the key from.
func isVariable(text string) bool {
	if text == "" || strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return false
	}
	return strings.Contains(text, "_") || !strings.ContainsAny(text, "0123456789")
}

// isAddress reports whether a variable says where requests go.
func isAddress(name string) bool {
	for _, part := range []string{"URL", "ENDPOINT", "HOST", "RESOURCE"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
