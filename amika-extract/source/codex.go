package source

import (
	"cmp"
	"fmt"
	"strings"

	"amika.dev/pkg/secret"
	"amika.dev/pkg/sha256"
)

// codex is the login of OpenAI's Codex: an API key, or else the session of a
// ChatGPT account. Codex writes the expiry of a session nowhere but in the token
// itself, which is given all the same: the server's refusal tells the user more
// than a missing variable does. A personal access token works in a variable of its
// own alone.
var codex = Source{
	Priority: 300,
	ID:       "codex",
	keyring: func(d *Discovery) Item {
		return Item{Service: "Codex Auth", account: d.codexAccount, Attribute: "username", For: "auth.json"}
	},
	settings: []Location{"$CODEX_HOME/config.toml", "~/.codex/config.toml"},
	Files:    []Location{"$CODEX_HOME/auth.json", "~/.codex/auth.json"},
	lease: []string{
		"auth_mode", "OPENAI_API_KEY", "personal_access_token", "last_refresh",
		"tokens/id_token", "tokens/access_token", "tokens/account_id", "tokens/refresh_token",
	},
	want: func() shape {
		return either(members("auth_mode", "OPENAI_API_KEY", "personal_access_token", "cli_auth_credentials_store", "model_provider", "openai_base_url"), within("tokens", session("access_token", "refresh_token", "id_token")))
	},
	find: func(f file) {
		f.kept(f.member("cli_auth_credentials_store"), "keyring", &Finding{Provider: "openai"})
		for _, name := range [...]string{"openai_base_url", "model_provider"} {
			if server := f.member(name); server.has() && server.value.text != "openai" {
				f.redirect(ToReported, &Finding{Kind: APIKey, Account: host(server.value.text)}, "openai", server)
				break
			}
		}
		key, personal, tokens := f.member("OPENAI_API_KEY"), f.member("personal_access_token"), f.member("tokens")
		access, refresh := tokens.member("access_token"), tokens.member("refresh_token")
		mode := codexMode(f.member("auth_mode").value.text, key.has(), personal.has())
		var entry secret.String
		if f.lease != nil {
			mode, entry = f.codexLease(mode)
		}
		f.add(&Finding{Kind: APIKey, Own: mode == "apikey", Entry: entry}, "openai", key)
		f.add(&Finding{Kind: APIKey, Own: mode == "personalAccessToken", Variable: "CODEX_ACCESS_TOKEN", Native: true, Entry: entry}, "openai", personal)
		login := &Finding{Own: mode == "chatgpt" || mode == "chatgptAuthTokens", Renews: refresh.has(), Entry: entry}
		if id := tokens.member("id_token"); f.all { // decoding it takes 4 % of a whole run
			login.Plan, login.Account = chatGPTAccount(id.value.text)
		}
		f.login(login, "openai", access, tokens)
		if login.Own && !access.has() && refresh.has() && !f.noOAuth {
			f.renewable(login, "openai", refresh)
		}
	},
}

// codexLease returns which credential a box gets, if it is one that can be handed
// over, and the members that make Codex use it. Codex counts as logged in only if
// there is a refresh token, and an empty one is enough.
func (f file) codexLease(mode string) (string, secret.String) {
	root := &f.value.members
	if f.noOAuth && strings.HasPrefix(mode, "chatgpt") {
		mode = "apikey"
	}
	key := cmp.Or(root.json("OPENAI_API_KEY"), `"OPENAI_API_KEY":null,`)
	entry := ""
	switch mode {
	case "apikey":
		entry = `"auth_mode":"apikey",` + key
	case "personalAccessToken":
		entry = `"OPENAI_API_KEY":null,` + root.json("auth_mode", "personal_access_token")
	case "chatgpt", "chatgptAuthTokens":
		tokens := root.get("tokens")
		entry = key + `"tokens":{` + tokens.members.json("id_token", "access_token", "account_id") + `"refresh_token":""},` +
			root.json("auth_mode", "last_refresh")
	default:
		f.append(&Finding{Kind: OAuth, Own: true, Field: "auth_mode", State: LeftOut, Reason: errOddLogin})
	}
	return mode, secret.New(entry)
}

const errOddLogin constError = "a login of its kind can't be handed over"

// codexMode returns which of the credentials in its file Codex uses: what auth_mode
// says, or else the first that there is.
func codexMode(authMode string, hasKey, hasPersonalToken bool) string {
	switch {
	case authMode != "":
		return authMode
	case hasKey:
		return "apikey"
	case hasPersonalToken:
		return "personalAccessToken"
	}
	return "chatgpt"
}

// chatGPTAccount returns the plan and the e-mail address that an ID token of OpenAI
// names.
func chatGPTAccount(idToken string) (plan, account string) {
	const auth = "https://api.openai.com/auth"
	claims := claims(idToken, either(members("email"), within(auth, members("chatgpt_plan_type"))))
	about := claims.members.get(auth)
	return about.members.get("chatgpt_plan_type").text, claims.members.get("email").text
}

// codexAccount returns what Codex calls itself in a key store: each of its
// directories has an item of its own.
func (d *Discovery) codexAccount() string {
	sum := sha256.Sum(real(d.place("CODEX_HOME", ".codex")))
	return fmt.Sprintf("cli|%x", sum[:8])
}
