package source

// amp is the configuration of an older Amp.
func amp(priority int) Source {
	top := []string{"anthropicApiKey", "anthropic_api_key", "apiKey", "api_key", "accessToken", "access_token", "token"}
	return Source{
		Priority: priority,
		ID:       "amp",
		Files:    []Location{home(".amp/config.json")},
		want: either(members(top...),
			within("auth", members("anthropicApiKey", "apiKey", "token")),
			within("anthropic", members("apiKey", "token"))),
		find: func(f file) {
			for _, name := range top {
				f.key("anthropic", f.member(name))
			}
			for _, name := range []string{"anthropicApiKey", "apiKey", "token"} {
				f.key("anthropic", f.member("auth").member(name))
			}
			for _, name := range []string{"apiKey", "token"} {
				f.key("anthropic", f.member("anthropic").member(name))
			}
		},
	}
}
