package seed

import (
	"strings"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/secret"
)

// codex is OpenAI's Codex.
func codex() Agent {
	return Agent{
		Name: "codex",
		files: []file{{
			[]source.Location{"$CODEX_HOME/auth.json", "~/.codex/auth.json"},
			only("auth_mode", "OPENAI_API_KEY", "personal_access_token", "last_refresh").
				and("tokens", only("id_token", "access_token", "account_id").and("refresh_token", shape{use: emptied})),
		}},
		Renew: []string{"codex", "features", "list"},
		lease: leaseCodex,
	}
}

// leaseCodex hands over what auth_mode says, or else the first that there is of a
// key, a personal access token and a login.
func leaseCodex(f *found) {
	d := &f.docs[0]
	tokens := d.get("tokens")
	if tokens != nil && !tokens.isObject() {
		f.odd(d, "tokens is not an object")
		tokens = nil
	}
	isLogin := tokens.str("access_token") != "" || tokens.str("refresh_token") != ""
	mode := source.CodexMode(d.str("auth_mode"), d.str("OPENAI_API_KEY") != "", d.str("personal_access_token") != "")
	if strings.HasPrefix(mode, "chatgpt") && f.noOAuth {
		mode = "apikey"
	}
	switch mode {
	case "apikey":
		if f.secret(d, d.value, "OPENAI_API_KEY") != "" {
			f.giveCodex(d, object().add("auth_mode", text(mode)).add("OPENAI_API_KEY", d.get("OPENAI_API_KEY")))
		}
	case "personalAccessToken":
		if f.secret(d, d.value, "personal_access_token") != "" {
			f.giveCodex(d, object().add("auth_mode", d.get("auth_mode")).add("OPENAI_API_KEY", null()).
				add("personal_access_token", d.get("personal_access_token")))
		}
	case "chatgpt", "chatgptAuthTokens":
		if isLogin && !f.noOAuth {
			f.giveCodexLogin(d, tokens)
		}
	default:
		f.note(d, "it is left out: a login of its kind can't be handed over")
	}
}

func (f *found) giveCodex(d *document, auth *value) {
	f.give(".codex/auth.json", auth, d, Leased)
}

// giveCodexLogin hands over a ChatGPT login. Codex counts as logged in only if the
// refresh token is there, and an empty one is enough.
func (f *found) giveCodexLogin(d *document, tokens *value) {
	f.Plan, f.Account = source.ChatGPTAccount(tokens.str("id_token"))
	at := source.TokenExpiry(secret.New(tokens.str("access_token")))
	f.until(at)
	switch {
	case tokens.str("access_token") == "":
		f.Expired = true
		f.note(d, "the login is left out: it has no access token")
		return
	case f.isRefused(d, "the login", at):
		f.Expired = true
		return
	case f.secret(d, tokens, "access_token") == "":
		return
	}
	f.secret(d, tokens, "id_token")
	given := object()
	for _, name := range []string{"id_token", "access_token", "account_id"} {
		given.add(name, tokens.get(name))
	}
	key := d.get("OPENAI_API_KEY")
	if key == nil {
		key = null()
	}
	f.giveCodex(d, object().add("auth_mode", d.get("auth_mode")).add("OPENAI_API_KEY", key).
		add("tokens", given.add("refresh_token", text(""))).add("last_refresh", d.get("last_refresh")))
}
