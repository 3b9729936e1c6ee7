package source

// codex is the login of OpenAI's Codex: an API key, or else the session of a
// ChatGPT account. Codex writes down when that ends nowhere but in the token
// itself, which is given all the same: the server's refusal tells the user more
// than a missing variable.
func codex(priority int) Source {
	return Source{
		Priority: priority,
		ID:       "codex",
		Files:    []Location{home(".codex/auth.json")},
		want:     either(members("OPENAI_API_KEY"), within("tokens", members(append(expiries(), "access_token")...))),
		find: func(f file) {
			f.key("openai", f.member("OPENAI_API_KEY"))
			tokens := f.member("tokens")
			f.session("openai", tokens.member("access_token"), tokens)
		},
	}
}
