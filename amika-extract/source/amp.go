package source

// amp is the configuration of an older Amp.
func amp(priority int) Source {
	top := []string{"anthropicApiKey", "anthropic_api_key", "apiKey", "api_key", "accessToken", "access_token", "token"}
	return Source{
		Priority: priority,
		ID:       "amp",
		Files:    []Location{"~/.amp/config.json"},
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

// ampSecrets is where today's Amp keeps its keys, one for each server. Only that
// of its own server is of use elsewhere.
func ampSecrets(priority int) Source {
	const name = "apiKey@https://ampcode.com/"
	return Source{
		Priority: priority,
		ID:       "amp_secrets",
		Files:    []Location{"$XDG_DATA_HOME/amp/secrets.json", "~/.local/share/amp/secrets.json"},
		want:     members(name),
		find: func(f file) {
			key := f.member(name)
			switch {
			case !isJWT(key.text()):
				f.key("amp", key)
			case !f.noOAuth:
				f.leaveOut(Finding{Kind: OAuth}, key, "it is the token of an OAuth session, which Amp refuses in AMP_API_KEY")
			default:
				f.notWanted(key)
			}
		},
	}
}
