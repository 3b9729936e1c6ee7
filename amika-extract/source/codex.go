package source

// codex is the login of OpenAI's Codex: an API key, or else the session of a
// ChatGPT account. Codex writes down when that ends nowhere but in the token
// itself, which is given all the same: the server's refusal tells the user more
// than a missing variable. A personal access token is of use in a variable of
// its own alone.
func codex(priority int) Source {
	return Source{
		Priority: priority,
		ID:       "codex",
		Files:    []Location{"$CODEX_HOME/auth.json", "~/.codex/auth.json"},
		want:     either(members("OPENAI_API_KEY", "personal_access_token"), within("tokens", members(append(expiries(), "access_token")...))),
		find: func(f file) {
			f.key("openai", f.member("OPENAI_API_KEY"))
			if f.native {
				f.keyFor("CODEX_ACCESS_TOKEN", "openai", f.member("personal_access_token"))
			}
			tokens := f.member("tokens")
			f.session("openai", tokens.member("access_token"), tokens)
		},
	}
}
