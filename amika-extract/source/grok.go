package source

import (
	"strings"

	"amika.dev/pkg/secret"
)

// grok is the login of xAI's Grok. The name of an entry is the address of the
// server that issued it, and a client's ID.
var grok = Source{
	Priority: 50,
	ID:       "grok",
	Files:    []Location{"$GROK_AUTH_PATH", "$GROK_HOME/auth.json", "~/.grok/auth.json"},
	want: func() shape {
		return every(members("key", "create_time", "expires_at", "refresh_token", "email"))
	},
	find: func(f file) {
		for entry := range f.entries() {
			key := entry.member("key")
			if !strings.HasPrefix(entry.name, "https://auth.x.ai::") {
				f.leaveOut(&Finding{Kind: OAuth}, key, errOtherServer)
				continue
			}
			about := &Finding{
				Own: true, Native: true, Renews: entry.member("refresh_token").has(),
				Account: entry.member("email").value.text, Variable: "GROK_AUTH",
			}
			before := len(f.found)
			f.login(about, "xai", key, entry, "expires_at")
			if len(f.found) > before && f.found[before].State == Usable {
				f.found[before].Value = grokAuth(entry)
			}
		}
	},
}

// grokAuth returns the session of an entry as Grok takes it from a variable: a
// session that somebody else renews. As a key for xAI's API it would be refused.
func grokAuth(entry *node) secret.String {
	text := []byte(`{"auth_mode":"external","user_id":""`)
	for _, name := range []string{"key", "create_time", "expires_at"} {
		if n := entry.member(name); n.has() {
			text = AppendString(append(AppendString(append(text, ','), name), ':'), n.value.text)
		}
	}
	return secret.New(string(append(text, '}')))
}
