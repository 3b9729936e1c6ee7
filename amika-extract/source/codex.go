package source

// codex is the login of OpenAI's Codex: an API key, or else the session of a
// ChatGPT account. Nothing in the file says when that ends but the token
// itself, and a refused token tells the user more than a missing one.
func codex(priority int) Source {
	return Source{
		Priority: priority,
		ID:       "codex",
		Files:    []Location{home(".codex/auth.json")},
		want:     either(members("OPENAI_API_KEY"), within("tokens", members("access_token"))),
		find: func(f file) {
			f.key("openai", f.member("OPENAI_API_KEY"))
			f.session("openai", f.member("tokens").member("access_token"))
		},
	}
}
